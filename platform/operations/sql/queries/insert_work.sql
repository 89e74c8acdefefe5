-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 operation, $4 method, $5 now, $6 work)
INSERT INTO operation_work (tenant_id, operation_id, method, queue_time, work)
SELECT $2, $3, $4, $5, $6
WHERE journal_number($1) IS NOT NULL
RETURNING journal_done($1)
