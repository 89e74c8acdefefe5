-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 operation)
DELETE FROM operation_work w
WHERE w.tenant_id = $2 AND w.operation_id = $3 AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
