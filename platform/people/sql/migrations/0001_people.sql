-- What this service has heard of the directory. The directory's events put it here; a version makes
-- sure that an older one changes nothing.
CREATE TABLE known_user (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  name text NOT NULL,
  version bigint NOT NULL,
  active boolean NOT NULL,
  PRIMARY KEY (tenant_id, name)
);
CREATE TABLE known_group (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  name text NOT NULL,
  version bigint NOT NULL,
  active boolean NOT NULL,
  kind smallint NOT NULL,
  PRIMARY KEY (tenant_id, name)
);
-- `name` is the membership's: groups/network/memberships/alice. One that was deleted stays, as it
-- may come again, with a higher version.
CREATE TABLE known_membership (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  name text NOT NULL,
  version bigint NOT NULL,
  deleted boolean NOT NULL,
  start_time timestamptz NOT NULL,
  end_time timestamptz,
  PRIMARY KEY (tenant_id, name)
);

ALTER TABLE known_user ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE known_group ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE known_membership ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON known_user
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY tenant ON known_group
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY tenant ON known_membership
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON known_user TO :application_role;
GRANT SELECT, INSERT, UPDATE ON known_group TO :application_role;
GRANT SELECT, INSERT, UPDATE ON known_membership TO :application_role;
