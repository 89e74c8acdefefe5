-- Events that somebody may have to be told of, until the worker has made notifications of them.
-- `event` is the steward.event.v1.Event.
CREATE TABLE notice (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  event_id text NOT NULL,
  create_time timestamptz NOT NULL,
  -- Until then it is in the hands of the worker that made claim number claim_count.
  lease_until timestamptz,
  claim_count bigint NOT NULL DEFAULT 0,
  event bytea NOT NULL,
  PRIMARY KEY (tenant_id, event_id)
) WITH (fillfactor = 85);
CREATE INDEX notice_by_create_time ON notice (create_time);

ALTER TABLE notice ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notice
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY system ON notice
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE, DELETE ON notice TO :application_role;
