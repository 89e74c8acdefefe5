-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $10 columns,
-- $11 body)
UPDATE change_model m
SET version = $4, title = $5, kind = $6, state = $7, creator = $8, create_time = $9,
    update_time = $10, body = $11
WHERE m.tenant_id = $2 AND m.id = $3 AND m.version = $4 - 1
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
