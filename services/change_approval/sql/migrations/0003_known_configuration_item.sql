-- Configuration items that changes may name, as the catalog's events say; a version makes sure that an
-- older one changes nothing.
CREATE TABLE known_configuration_item (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  name text NOT NULL,
  version bigint NOT NULL,
  in_use boolean NOT NULL,
  PRIMARY KEY (tenant_id, name)
);

ALTER TABLE known_configuration_item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON known_configuration_item
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON known_configuration_item TO :application_role;
