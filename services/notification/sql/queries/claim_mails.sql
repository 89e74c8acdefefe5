-- rows: system ($1 now, $2 end of the lease, $3 most rows), those that are due longest
WITH picked AS MATERIALIZED (
  SELECT n.tenant_id, n.id
  FROM notification n
  WHERE n.state = 1 AND n.next_attempt_time <= $1 AND (n.lease_until IS NULL OR n.lease_until <= $1)
  ORDER BY n.next_attempt_time
  LIMIT $3
  FOR UPDATE SKIP LOCKED
)
UPDATE notification n
SET lease_until = $2, claim_count = n.claim_count + 1
FROM picked p
WHERE n.tenant_id = p.tenant_id AND n.id = p.id
RETURNING n.tenant_id, n.id, n.claim_count, n.address, n.html, n.body, n.link
