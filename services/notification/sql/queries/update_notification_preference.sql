-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 body)
UPDATE notification_preference p
SET version = $4, body = $5
WHERE p.tenant_id = $2 AND p.id = $3 AND p.version = $4 - 1 AND p.body IS NOT NULL
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
