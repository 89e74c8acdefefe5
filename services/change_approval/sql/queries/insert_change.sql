-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id without its number, $4 version, $5 to
-- $23 columns, $24 body)
INSERT INTO change (tenant_id, id, version, model, kind, template, title, impact, requester,
                    implementer, creator, planned_start_time, planned_end_time,
                    actual_start_time, actual_end_time, approval, state, backed_out, close_code,
                    incident, create_time, update_time, body)
SELECT $2, $3 || journal_number($1), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
       $17, $18, $19, $20, $21, $22, $23, $24
WHERE journal_number($1) IS NOT NULL
RETURNING journal_done($1)
