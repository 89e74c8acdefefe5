-- Columns hold what lists filter and sort by; `body` is the steward.directory.v1.User itself.
CREATE TABLE directory_user (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  folded_id text NOT NULL GENERATED ALWAYS AS (lower(id)) STORED,
  version bigint NOT NULL,
  display_name text NOT NULL,
  email text NOT NULL,
  phone text NOT NULL,
  title text NOT NULL,
  locale text NOT NULL,
  time_zone text NOT NULL,
  manager text NOT NULL,
  manager_id text GENERATED ALWAYS AS (NULLIF(substr(manager, 7), '')) STORED,
  organization text NOT NULL,
  organization_id text GENERATED ALWAYS AS (NULLIF(substr(organization, 15), '')) STORED,
  location text NOT NULL,
  roles text[] NOT NULL,
  vip boolean NOT NULL,
  external_id text NOT NULL,
  state smallint NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, folded_id),
  FOREIGN KEY (tenant_id, manager_id) REFERENCES directory_user (tenant_id, id),
  FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id)
) WITH (fillfactor = 85);

ALTER TABLE directory_user ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON directory_user
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON directory_user TO :application_role;
