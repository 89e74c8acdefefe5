-- Columns hold what lists filter and sort by; `body` is the steward.catalog.v1.CatalogService itself.
CREATE TABLE catalog_service (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  folded_id text NOT NULL GENERATED ALWAYS AS (lower(id)) STORED,
  version bigint NOT NULL,
  display_name text NOT NULL,
  owner text NOT NULL,
  support_group text NOT NULL,
  state smallint NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, folded_id)
) WITH (fillfactor = 85);

ALTER TABLE catalog_service ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON catalog_service
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON catalog_service TO :application_role;
