-- one row or none: system ($1 tenant, $2 operation, $3 claim, $4 end of the lease); none when
-- somebody else has claimed it since
UPDATE operation_work w
SET lease_until = $4
WHERE w.tenant_id = $1 AND w.operation_id = $2 AND w.claim_count = $3
RETURNING 1
