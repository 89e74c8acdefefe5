-- Columns hold what lists filter and sort by; `body` is the steward.directory.v1.Group itself.
CREATE TABLE directory_group (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  folded_id text NOT NULL GENERATED ALWAYS AS (lower(id)) STORED,
  version bigint NOT NULL,
  display_name text NOT NULL,
  kind smallint NOT NULL,
  manager text NOT NULL,
  manager_id text GENERATED ALWAYS AS (NULLIF(substr(manager, 7), '')) STORED,
  state smallint NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, folded_id),
  FOREIGN KEY (tenant_id, manager_id) REFERENCES directory_user (tenant_id, id)
) WITH (fillfactor = 85);

ALTER TABLE directory_group ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON directory_group
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON directory_group TO :application_role;
