-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $12 columns, $13
-- body). What the decision saw may have changed: that no location comes to lie in itself.
UPDATE location l
SET version = $4, display_name = $5, parent = $6, time_zone = $7, address = $8, country = $9,
    state = $10, create_time = $11, update_time = $12, body = $13
WHERE l.tenant_id = $2 AND l.id = $3 AND l.version = $4 - 1
  AND journal_number($1) IS NOT NULL
  AND NOT EXISTS (
    WITH RECURSIVE above (id, parent_id) AS (
      SELECT p.id, p.parent_id
      FROM location p
      WHERE p.tenant_id = $2 AND p.id = substr($6::text, 11)
      UNION
      SELECT p.id, p.parent_id
      FROM above a
      JOIN location p ON p.tenant_id = $2 AND p.id = a.parent_id
    )
    SELECT FROM above WHERE above.id = $3)
RETURNING journal_done($1)
