-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $17 columns, $18
-- body)
UPDATE operation o
SET version = $4, method = $5, creator = $6, state = $7, done = $8, cancel_requested = $9,
    validate_only = $10, item_count = $11, succeeded_count = $12, failed_count = $13,
    create_time = $14, update_time = $15, end_time = $16, expire_time = $17, body = $18
WHERE o.tenant_id = $2 AND o.id = $3 AND o.version = $4 - 1 AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
