-- Columns hold what lists filter and sort by; `body` is the steward.directory.v1.Substitute itself,
-- NULL when it was deleted. The id is that of the user, a slash, and that of the substitute.
CREATE TABLE substitute (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  user_id text NOT NULL,
  substitute_id text NOT NULL,
  start_time timestamptz NOT NULL,
  end_time timestamptz NOT NULL,
  reason text NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, user_id, substitute_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES directory_user (tenant_id, id),
  FOREIGN KEY (tenant_id, substitute_id) REFERENCES directory_user (tenant_id, id)
) WITH (fillfactor = 85);

ALTER TABLE substitute ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON substitute
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON substitute TO :application_role;
