-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $23 columns, $24
-- body). What the decision saw may have changed: that nobody else has the user name, that nobody
-- comes to stand above themself, and that an administrator is left.
UPDATE directory_user u
SET version = $4, display_name = $5, email = $6, phone = $7, title = $8, locale = $9,
    time_zone = $10, manager = $11, organization = $12, location = $13, roles = $14, vip = $15,
    external_id = $16, state = $17, create_time = $18, update_time = $19,
    user_name = $20, given_name = $21, family_name = $22, deprovisioned = $23, body = $24
WHERE u.tenant_id = $2 AND u.id = $3 AND u.version = $4 - 1
  AND journal_number($1) IS NOT NULL
  AND NOT EXISTS (
    SELECT FROM directory_user o
    WHERE o.tenant_id = $2 AND o.id <> $3
      AND o.folded_user_name = lower(CASE WHEN $20::text = '' THEN $3::text ELSE $20 END))
  AND NOT EXISTS (
    WITH RECURSIVE above (id, manager_id) AS (
      SELECT m.id, m.manager_id
      FROM directory_user m
      WHERE m.tenant_id = $2 AND m.id = substr($11::text, 7)
      UNION
      SELECT m.id, m.manager_id
      FROM above a
      JOIN directory_user m ON m.tenant_id = $2 AND m.id = a.manager_id
    )
    SELECT FROM above WHERE above.id = $3)
  AND (u.state <> 1 OR 'tenant_admin' <> ALL (u.roles)
       OR is_administered_with_user($2, $3, $14, $17, NULLIF(substr($12::text, 15), ''))
       OR NOT is_administered_with_user($2, $3, u.roles, u.state, u.organization_id))
RETURNING journal_done($1)
