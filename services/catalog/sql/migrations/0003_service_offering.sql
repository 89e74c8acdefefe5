-- Columns hold what lists filter and sort by; `body` is the steward.catalog.v1.ServiceOffering itself.
CREATE TABLE service_offering (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  folded_id text NOT NULL GENERATED ALWAYS AS (lower(id)) STORED,
  version bigint NOT NULL,
  service text NOT NULL,
  service_id text NOT NULL GENERATED ALWAYS AS (substr(service, 17)) STORED,
  display_name text NOT NULL,
  state smallint NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, folded_id),
  FOREIGN KEY (tenant_id, service_id) REFERENCES catalog_service (tenant_id, id)
) WITH (fillfactor = 85);
CREATE INDEX service_offering_by_service ON service_offering (tenant_id, service_id);

ALTER TABLE service_offering ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON service_offering
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON service_offering TO :application_role;
