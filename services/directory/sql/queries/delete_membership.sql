-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version)
UPDATE membership m
SET version = $4, body = NULL
WHERE m.tenant_id = $2 AND m.id = $3 AND m.version = $4 - 1 AND m.body IS NOT NULL
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
