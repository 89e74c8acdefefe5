-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $23 columns,
-- $24 body)
UPDATE change c
SET version = $4, model = $5, kind = $6, template = $7, title = $8, impact = $9,
    requester = $10, implementer = $11, creator = $12, planned_start_time = $13,
    planned_end_time = $14, actual_start_time = $15, actual_end_time = $16, approval = $17,
    state = $18, backed_out = $19, close_code = $20, incident = $21, create_time = $22,
    update_time = $23, body = $24
WHERE c.tenant_id = $2 AND c.id = $3 AND c.version = $4 - 1 AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
