-- rows: system ($1 now, $2 end of the lease, $3 most rows), those that wait longest
WITH picked AS MATERIALIZED (
  SELECT n.tenant_id, n.event_id
  FROM notice n
  WHERE n.lease_until IS NULL OR n.lease_until <= $1
  ORDER BY n.create_time
  LIMIT $3
  FOR UPDATE SKIP LOCKED
)
UPDATE notice n
SET lease_until = $2, claim_count = n.claim_count + 1
FROM picked p
WHERE n.tenant_id = p.tenant_id AND n.event_id = p.event_id
RETURNING n.tenant_id, n.event_id, n.claim_count, n.event
