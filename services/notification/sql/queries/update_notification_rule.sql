-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $12 columns, $13
-- body)
UPDATE notification_rule r
SET version = $4, display_name = $5, event_types = $6, template = $7, event_class = $8, mandatory
    = $9, state = $10, create_time = $11, update_time = $12, body = $13
WHERE r.tenant_id = $2 AND r.id = $3 AND r.version = $4 - 1 AND r.body IS NOT NULL
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
