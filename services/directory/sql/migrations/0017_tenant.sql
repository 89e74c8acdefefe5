-- The tenants of the installation, as resources of the operator's tenant, which `tenant_id` is.
-- Columns hold what lists filter and sort by; `body` is the steward.directory.v1.Tenant itself.
CREATE TABLE tenant (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  display_name text NOT NULL,
  region text NOT NULL,
  state smallint NOT NULL,
  suspend_reason text NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 85);

ALTER TABLE tenant ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tenant
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON tenant TO :application_role;
