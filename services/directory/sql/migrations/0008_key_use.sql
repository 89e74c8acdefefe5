-- When keys were used last, beside them: it changes often, and without the journal. `body` is a
-- steward.directory.v1.ApiKey of nothing but that, to be appended to the key's.
CREATE TABLE api_key_use (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  use_time timestamptz NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, id) REFERENCES api_key (tenant_id, id)
) WITH (fillfactor = 85);

ALTER TABLE api_key_use ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON api_key_use
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY system ON api_key_use
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE ON api_key_use TO :application_role;
