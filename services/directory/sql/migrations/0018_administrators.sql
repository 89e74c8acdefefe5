-- Whether a tenant has an administrator: a user who is active, has the role, and whose organization
-- and all above it are in use.
CREATE INDEX directory_user_administrators ON directory_user (tenant_id)
  WHERE state = 1 AND 'tenant_admin' = ANY (roles);

-- One organization may be taken to stand otherwise than it does.
CREATE FUNCTION is_in_use(tenant_id text, organization_id text, changed_id text DEFAULT NULL,
                          changed_parent_id text DEFAULT NULL, changed_state smallint DEFAULT NULL)
RETURNS boolean LANGUAGE sql STABLE
RETURN NOT EXISTS (
  WITH RECURSIVE above (parent_id, state) AS (
    SELECT CASE WHEN o.id = $3 THEN $4 ELSE o.parent_id END,
           CASE WHEN o.id = $3 THEN $5 ELSE o.state END
    FROM organization o
    WHERE o.tenant_id = $1 AND o.id = $2
    UNION
    SELECT CASE WHEN o.id = $3 THEN $4 ELSE o.parent_id END,
           CASE WHEN o.id = $3 THEN $5 ELSE o.state END
    FROM above a
    JOIN organization o ON o.tenant_id = $1 AND o.id = a.parent_id
  )
  SELECT FROM above WHERE above.state <> 1);

CREATE FUNCTION is_administered_with_user(tenant_id text, user_id text, roles text[],
                                          state smallint, organization_id text)
RETURNS boolean LANGUAGE sql STABLE
RETURN ($4 = 1 AND 'tenant_admin' = ANY ($3) AND is_in_use($1, $5))
  OR EXISTS (SELECT FROM directory_user u
             WHERE u.tenant_id = $1 AND u.id <> $2 AND u.state = 1
               AND 'tenant_admin' = ANY (u.roles) AND is_in_use($1, u.organization_id));

CREATE FUNCTION is_administered_with_organization(tenant_id text, organization_id text,
                                                  parent_id text, state smallint)
RETURNS boolean LANGUAGE sql STABLE
RETURN EXISTS (SELECT FROM directory_user u
               WHERE u.tenant_id = $1 AND u.state = 1 AND 'tenant_admin' = ANY (u.roles)
                 AND is_in_use($1, u.organization_id, $2, $3, $4));
