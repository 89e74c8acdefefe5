-- Columns hold what lists filter and sort by; `body` is the steward.catalog.v1.CatalogItem itself.
CREATE TABLE catalog_item (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  folded_id text NOT NULL GENERATED ALWAYS AS (lower(id)) STORED,
  version bigint NOT NULL,
  offering text NOT NULL,
  offering_id text NOT NULL GENERATED ALWAYS AS (substr(offering, 18)) STORED,
  category text NOT NULL,
  display_name text NOT NULL,
  state smallint NOT NULL,
  revision bigint NOT NULL,
  unpublished boolean NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, folded_id),
  FOREIGN KEY (tenant_id, offering_id) REFERENCES service_offering (tenant_id, id)
) WITH (fillfactor = 85);
CREATE INDEX catalog_item_by_offering ON catalog_item (tenant_id, offering_id);

ALTER TABLE catalog_item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON catalog_item
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON catalog_item TO :application_role;
