-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $12 columns,
-- $13 body)
UPDATE change_template t
SET version = $4, title = $5, impact = $6, state = $7, creator = $8, updater = $9,
    approver = $10, create_time = $11, update_time = $12, body = $13
WHERE t.tenant_id = $2 AND t.id = $3 AND t.version = $4 - 1
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
