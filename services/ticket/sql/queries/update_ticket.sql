-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $22 version it must still have)
UPDATE ticket
SET version = version + 1, kind = $4, state = $5, priority = $6, impact = $7, urgency = $8,
    hold_reason = $9, resolution_code = $10, reopen_count = $11, title = $12, requester = $13,
    assignee = $14, assignment_group = $15, creator = $16, create_time = $17, update_time = $18,
    resolve_time = $19, close_time = $20, body = $21
WHERE tenant_id = $2 AND id = $3 AND version = $22 AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
