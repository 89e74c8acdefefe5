-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $10 columns, $11
-- body)
UPDATE tenant t
SET version = $4, display_name = $5, region = $6, state = $7, suspend_reason = $8,
    create_time = $9, update_time = $10, body = $11
WHERE t.tenant_id = $2 AND t.id = $3 AND t.version = $4 - 1
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
