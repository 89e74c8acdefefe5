-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version)
UPDATE substitute s
SET version = $4, body = NULL
WHERE s.tenant_id = $2 AND s.id = $3 AND s.version = $4 - 1 AND s.body IS NOT NULL
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
