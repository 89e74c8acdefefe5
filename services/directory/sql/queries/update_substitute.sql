-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $9 columns, $10
-- body)
UPDATE substitute s
SET version = $4, start_time = $5, end_time = $6, reason = $7, create_time = $8, update_time = $9,
    body = $10
WHERE s.tenant_id = $2 AND s.id = $3 AND s.version = $4 - 1 AND s.body IS NOT NULL
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
