-- one row or none: system ($1 now, $2 end of the lease, $3 methods). The operation that has waited
-- longest, of tenants that have none in hand: one with many leaves room for others.
WITH picked AS MATERIALIZED (
  SELECT w.tenant_id, w.operation_id
  FROM operation_work w
  WHERE w.method = ANY ($3::text[]) AND (w.lease_until IS NULL OR w.lease_until <= $1)
    AND NOT EXISTS (SELECT FROM operation_work o
                    WHERE o.tenant_id = w.tenant_id AND o.lease_until > $1)
  ORDER BY w.queue_time
  LIMIT 1
  FOR UPDATE SKIP LOCKED
)
UPDATE operation_work w
SET lease_until = $2, claim_count = w.claim_count + 1
FROM picked p
WHERE w.tenant_id = p.tenant_id AND w.operation_id = p.operation_id
RETURNING w.tenant_id, w.operation_id, w.claim_count, w.method, w.work
