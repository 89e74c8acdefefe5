-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id of the change), which another process may
-- have made
INSERT INTO unassigned_incident (tenant_id, change_id)
SELECT $2, $3
WHERE journal_number($1) IS NOT NULL
ON CONFLICT DO NOTHING
RETURNING journal_done($1)
