-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $9 columns, $10
-- body). What the decision saw may have changed: that no organization comes to stand above itself,
-- and that an administrator is left.
UPDATE organization o
SET version = $4, display_name = $5, parent = $6, state = $7, create_time = $8, update_time = $9,
    body = $10
WHERE o.tenant_id = $2 AND o.id = $3 AND o.version = $4 - 1
  AND journal_number($1) IS NOT NULL
  AND NOT EXISTS (
    WITH RECURSIVE above (id, parent_id) AS (
      SELECT p.id, p.parent_id
      FROM organization p
      WHERE p.tenant_id = $2 AND p.id = substr($6::text, 15)
      UNION
      SELECT p.id, p.parent_id
      FROM above a
      JOIN organization p ON p.tenant_id = $2 AND p.id = a.parent_id
    )
    SELECT FROM above WHERE above.id = $3)
  AND ((o.parent = $6 AND o.state = $7)
       OR is_administered_with_organization($2, $3, NULLIF(substr($6::text, 15), ''), $7)
       OR NOT is_administered_with_organization($2, $3, o.parent_id, o.state))
RETURNING journal_done($1)
