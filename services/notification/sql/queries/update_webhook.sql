-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $13 version it must still have)
UPDATE webhook
SET version = version + 1, state = $4,
    state_time = CASE WHEN state = $4 THEN state_time ELSE $11 END,
    display_name = $5, url = $6, event_types = $7, disable_reason = $8, creator = $9,
    create_time = $10, update_time = $11, body = $12
WHERE tenant_id = $2 AND id = $3 AND version = $13 AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
