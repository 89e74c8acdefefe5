-- one row or none: system, after lock_work.sql ($1 tenant, $2 operation, $3 claim, $4 seconds of
-- the lease); none when the lease has run out: somebody may have claimed another of the tenant since
UPDATE operation_work w
SET lease_until = clock_timestamp() + $4 * interval '1 second'
WHERE w.tenant_id = $1 AND w.operation_id = $2 AND w.claim_count = $3
  AND w.lease_until > clock_timestamp()
RETURNING 1
