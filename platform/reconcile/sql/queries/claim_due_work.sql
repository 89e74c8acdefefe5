-- one row or none: system ($1 seconds of the lease). What has been due for longest.
WITH picked AS MATERIALIZED (
  SELECT d.tenant_id, d.resource
  FROM due_work d
  WHERE d.due_time <= clock_timestamp()
    AND (d.lease_until IS NULL OR d.lease_until <= clock_timestamp())
  ORDER BY d.due_time
  LIMIT 1
  FOR UPDATE SKIP LOCKED
)
UPDATE due_work d
SET lease_until = clock_timestamp() + $1 * interval '1 second', claim_count = d.claim_count + 1
FROM picked p
WHERE d.tenant_id = p.tenant_id AND d.resource = p.resource
RETURNING d.tenant_id, d.resource, d.claim_count, d.ring_count, d.failure_count,
          (extract(epoch FROM clock_timestamp() - d.due_time) * 1000000)::bigint
