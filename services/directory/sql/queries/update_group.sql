-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $12 columns, $13
-- body)
UPDATE directory_group g
SET version = $4, display_name = $5, kind = $6, manager = $7, state = $8, create_time = $9,
    update_time = $10, external_id = $11, deprovisioned = $12, body = $13
WHERE g.tenant_id = $2 AND g.id = $3 AND g.version = $4 - 1
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
