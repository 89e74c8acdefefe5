-- Columns hold what lists filter and sort by; `body` is the steward.directory.v1.ApiKey itself,
-- without the key. The id is that of the account, a slash, and that of the key.
CREATE TABLE api_key (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  account_id text NOT NULL,
  key_id text NOT NULL,
  display_name text NOT NULL,
  roles text[] NOT NULL,
  state smallint NOT NULL,
  creator text NOT NULL,
  expire_time timestamptz NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  -- SHA-256 of the secret.
  digest bytea NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, account_id, key_id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES service_account (tenant_id, id)
) WITH (fillfactor = 85);

ALTER TABLE api_key ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON api_key
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON api_key TO :application_role;
