-- Columns hold what lists filter and sort by; `body` is the steward.notification.v1.Webhook itself,
-- without its secret.
CREATE TABLE webhook (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  state smallint NOT NULL,
  -- When it entered its state: events of before are not for it.
  state_time timestamptz NOT NULL,
  display_name text NOT NULL,
  url text NOT NULL,
  event_types text[] NOT NULL,
  disable_reason text NOT NULL,
  creator text NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea NOT NULL,
  sealed_secret bytea NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 85);

ALTER TABLE webhook ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON webhook
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
-- The worker delivers for all tenants.
CREATE POLICY system ON webhook FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook TO :application_role;
