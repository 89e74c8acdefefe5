-- Columns hold what lists filter and sort by; `body` is the steward.directory.v1.AccessGrant
-- itself. `tenant_id` gives the access; who has it is not looked for.
CREATE TABLE access_grant (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  grantee_tenant text NOT NULL,
  grantee text NOT NULL,
  folded_grantee text NOT NULL GENERATED ALWAYS AS (lower(grantee)) STORED,
  roles text[] NOT NULL,
  reason text NOT NULL,
  start_time timestamptz NOT NULL,
  expire_time timestamptz NOT NULL,
  revoke_time timestamptz,
  creator text NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 85);

CREATE INDEX access_grant_by_grantee ON access_grant (tenant_id, grantee_tenant, folded_grantee)
  WHERE revoke_time IS NULL;

-- The number of the state as of now.
CREATE FUNCTION access_grant_state(start_time timestamptz, expire_time timestamptz,
                                   revoke_time timestamptz)
RETURNS smallint LANGUAGE sql STABLE
RETURN CASE WHEN $3 IS NOT NULL THEN 4 WHEN now() >= $2 THEN 3 WHEN now() >= $1 THEN 2
            ELSE 1 END::smallint;

ALTER TABLE access_grant ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON access_grant
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON access_grant TO :application_role;
