-- exec: system ($1 tenant, $2 operation, $3 claim, $4 failures in a row, $5 seconds until it is
-- tried again)
UPDATE operation_work w
SET lease_until = NULL, failure_count = $4,
    queue_time = clock_timestamp() + $5 * interval '1 second'
WHERE w.tenant_id = $1 AND w.operation_id = $2 AND w.claim_count = $3
