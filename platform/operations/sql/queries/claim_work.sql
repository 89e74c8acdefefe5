-- one row or none: system, after lock_work.sql ($1 seconds of the lease, $2 methods). The operation
-- that has waited longest, of tenants that have none in hand: one with many leaves room for others.
-- One that is to be tried later comes before its time when it is to be cancelled.
WITH picked AS MATERIALIZED (
  SELECT w.tenant_id, w.operation_id
  FROM operation_work w
  WHERE w.method = ANY ($2::text[])
    AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
    AND (w.queue_time <= clock_timestamp()
         OR EXISTS (SELECT FROM operation c
                    WHERE c.tenant_id = w.tenant_id AND c.id = w.operation_id
                      AND c.cancel_requested))
    AND NOT EXISTS (SELECT FROM operation_work o
                    WHERE o.tenant_id = w.tenant_id AND o.lease_until > clock_timestamp())
  ORDER BY w.queue_time
  LIMIT 1
  FOR UPDATE SKIP LOCKED
)
UPDATE operation_work w
SET lease_until = clock_timestamp() + $1 * interval '1 second', claim_count = w.claim_count + 1,
    first_claim_time = coalesce(w.first_claim_time, clock_timestamp())
FROM picked p
WHERE w.tenant_id = p.tenant_id AND w.operation_id = p.operation_id
RETURNING w.tenant_id, w.operation_id, w.claim_count, w.failure_count,
          extract(epoch FROM clock_timestamp() - w.first_claim_time)::bigint, w.method, w.work
