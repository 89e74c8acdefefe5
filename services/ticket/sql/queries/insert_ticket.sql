-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id without its number)
INSERT INTO ticket (tenant_id, id, version, kind, state, priority, impact, urgency, hold_reason,
                    resolution_code, reopen_count, title, requester, assignee, assignment_group,
                    creator, create_time, update_time, resolve_time, close_time, body)
SELECT $2, $3 || journal_number($1), 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
       $17, $18, $19, $20, $21
WHERE journal_number($1) IS NOT NULL
RETURNING journal_done($1)
