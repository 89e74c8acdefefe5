-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $9 columns, $10
-- body)
UPDATE membership m
SET version = $4, role = $5, start_time = $6, end_time = $7, create_time = $8, update_time = $9,
    body = $10
WHERE m.tenant_id = $2 AND m.id = $3 AND m.version = $4 - 1 AND m.body IS NOT NULL
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
