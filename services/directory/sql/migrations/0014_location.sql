-- Columns hold what lists filter and sort by; `body` is the steward.directory.v1.Location itself.
CREATE TABLE location (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  folded_id text NOT NULL GENERATED ALWAYS AS (lower(id)) STORED,
  version bigint NOT NULL,
  display_name text NOT NULL,
  parent text NOT NULL,
  parent_id text GENERATED ALWAYS AS (NULLIF(substr(parent, 11), '')) STORED,
  time_zone text NOT NULL,
  address text NOT NULL,
  country text NOT NULL,
  state smallint NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, folded_id),
  FOREIGN KEY (tenant_id, parent_id) REFERENCES location (tenant_id, id)
) WITH (fillfactor = 85);

ALTER TABLE location ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON location
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON location TO :application_role;
