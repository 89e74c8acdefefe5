-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $7 columns, $8
-- body)
UPDATE notification_template t
SET version = $4, display_name = $5, create_time = $6, update_time = $7, body = $8
WHERE t.tenant_id = $2 AND t.id = $3 AND t.version = $4 - 1 AND t.body IS NOT NULL
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
