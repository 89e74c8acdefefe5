-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $11 columns, $12
-- body)
UPDATE configuration_item c
SET version = $4, display_name = $5, class = $6, owner = $7, support_group = $8, state = $9,
    create_time = $10, update_time = $11, body = $12
WHERE c.tenant_id = $2 AND c.id = $3 AND c.version = $4 - 1
  AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
