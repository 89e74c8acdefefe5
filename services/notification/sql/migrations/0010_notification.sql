-- One row for each event, rule, recipient and channel. Columns hold what lists filter and sort by;
-- `body` is the steward.notification.v1.Notification itself. `address` and `html` are for mails
-- only.
CREATE TABLE notification (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  event_id text NOT NULL,
  event_type text NOT NULL,
  event_class smallint NOT NULL,
  resource text NOT NULL,
  rule text NOT NULL,
  recipient text NOT NULL,
  reader text NOT NULL,
  channel smallint NOT NULL,
  state smallint NOT NULL,
  reason smallint NOT NULL,
  subject text NOT NULL,
  confidential boolean NOT NULL,
  attempt_count bigint NOT NULL DEFAULT 0,
  last_error text NOT NULL DEFAULT '',
  create_time timestamptz NOT NULL,
  next_attempt_time timestamptz,
  send_time timestamptz,
  read_time timestamptz,
  -- Until then it is in the hands of the worker that made claim number claim_count.
  lease_until timestamptz,
  claim_count bigint NOT NULL DEFAULT 0,
  address text NOT NULL,
  html text NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 85);
CREATE INDEX notification_by_create_time ON notification (tenant_id, create_time, id);
CREATE INDEX notification_by_reader ON notification (tenant_id, reader, create_time, id);
CREATE INDEX notification_pending ON notification (next_attempt_time) WHERE state = 1;

ALTER TABLE notification ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notification
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY system ON notification
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE, DELETE ON notification TO :application_role;
