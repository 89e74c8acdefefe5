-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 operation, $4 method, $5 work, $6 how
-- many the tenant may have)
INSERT INTO operation_work (tenant_id, operation_id, method, queue_time, work)
SELECT $2, $3, $4, clock_timestamp(), $5
WHERE journal_number($1) IS NOT NULL
  AND (SELECT count(*) FROM operation_work w WHERE w.tenant_id = $2) < $6
RETURNING journal_done($1)
