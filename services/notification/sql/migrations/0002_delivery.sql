-- One row for each event and webhook that wants it. `body` is the steward.notification.v1.Delivery,
-- `event` the steward.event.v1.Event that is sent.
CREATE TABLE delivery (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  webhook_id text NOT NULL,
  event_id text NOT NULL,
  event_type text NOT NULL,
  state smallint NOT NULL,
  attempt_count bigint NOT NULL DEFAULT 0,
  last_status bigint NOT NULL DEFAULT 0,
  last_error text NOT NULL DEFAULT '',
  -- Start of the last answer's body.
  excerpt bytea NOT NULL DEFAULT '',
  create_time timestamptz NOT NULL,
  next_attempt_time timestamptz,
  -- Until then it is in the hands of the worker that made claim number claim_count.
  lease_until timestamptz,
  claim_count bigint NOT NULL DEFAULT 0,
  body bytea NOT NULL,
  event bytea NOT NULL,
  PRIMARY KEY (tenant_id, webhook_id, event_id),
  FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 85);
CREATE INDEX delivery_by_create_time ON delivery (tenant_id, webhook_id, create_time, event_id);
CREATE INDEX delivery_pending ON delivery (tenant_id, webhook_id, next_attempt_time)
  WHERE state = 1;
CREATE INDEX delivery_leased ON delivery (tenant_id, webhook_id) WHERE lease_until IS NOT NULL;

ALTER TABLE delivery ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON delivery
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY system ON delivery
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE, DELETE ON delivery TO :application_role;
