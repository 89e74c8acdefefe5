-- Columns hold what lists filter and sort by; `body` is the steward.directory.v1.Membership itself,
-- NULL when it was deleted. The id is that of the group, a slash, and that of the user.
CREATE TABLE membership (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  group_id text NOT NULL,
  user_id text NOT NULL,
  role smallint NOT NULL,
  start_time timestamptz NOT NULL,
  end_time timestamptz,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, group_id, user_id),
  FOREIGN KEY (tenant_id, group_id) REFERENCES directory_group (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES directory_user (tenant_id, id)
) WITH (fillfactor = 85);

ALTER TABLE membership ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON membership
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON membership TO :application_role;
