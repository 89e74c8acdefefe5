-- exec: system ($1 tenant, $2 operation, $3 claim)
UPDATE operation_work w
SET lease_until = NULL
WHERE w.tenant_id = $1 AND w.operation_id = $2 AND w.claim_count = $3
