-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $14 columns, $15
-- body)
UPDATE subscription s
SET version = $4, request = $5, item = $6, offering = $7, title = $8, subscriber = $9, state = $10,
    create_time = $11, update_time = $12, expire_time = $13, end_time = $14, body = $15
WHERE s.tenant_id = $2 AND s.id = $3 AND s.version = $4 - 1
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
