-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $9 columns, $10
-- body)
UPDATE service_account a
SET version = $4, display_name = $5, roles = $6, state = $7, create_time = $8, update_time = $9,
    body = $10
WHERE a.tenant_id = $2 AND a.id = $3 AND a.version = $4 - 1
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
