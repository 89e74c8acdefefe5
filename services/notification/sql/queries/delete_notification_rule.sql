-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version)
UPDATE notification_rule r
SET version = $4, body = NULL
WHERE r.tenant_id = $2 AND r.id = $3 AND r.version = $4 - 1 AND r.body IS NOT NULL
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
