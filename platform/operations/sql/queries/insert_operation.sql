-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $17 columns, $18
-- body)
INSERT INTO operation (tenant_id, id, version, method, creator, state, done, cancel_requested,
                       validate_only, item_count, succeeded_count, failed_count, create_time,
                       update_time, end_time, expire_time, body)
SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18
WHERE journal_number($1) IS NOT NULL
RETURNING journal_done($1)
