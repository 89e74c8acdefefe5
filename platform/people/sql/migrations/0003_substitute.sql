-- Who may act for a user of the directory, for a time. `name` is the substitute's:
-- users/alice/substitutes/bob. One that was deleted stays, as it may come again, with a higher version.
CREATE TABLE known_substitute (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  name text NOT NULL,
  version bigint NOT NULL,
  deleted boolean NOT NULL,
  acts_for text NOT NULL,
  substitute text NOT NULL,
  start_time timestamptz NOT NULL,
  end_time timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, name)
);
CREATE INDEX known_substitute_by_substitute ON known_substitute (tenant_id, substitute);

ALTER TABLE known_substitute ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON known_substitute
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON known_substitute TO :application_role;
