-- How to reach a user, as the directory's events say; a version makes sure that an older one
-- changes nothing.
CREATE TABLE contact (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  name text NOT NULL,
  version bigint NOT NULL,
  active boolean NOT NULL,
  display_name text NOT NULL,
  email text NOT NULL,
  locale text NOT NULL,
  time_zone text NOT NULL,
  PRIMARY KEY (tenant_id, name)
);

ALTER TABLE contact ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON contact
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY system ON contact FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE ON contact TO :application_role;
