-- rows: system ($1 now, $2 end of the lease, $3 most rows), in equal parts of all tenants for whom
-- something waits, so that none holds up the others; of each those that wait longest
WITH RECURSIVE waiting AS (
  (SELECT n.tenant_id
   FROM notice n
   WHERE n.park_time IS NULL
   ORDER BY n.tenant_id
   LIMIT 1)
  UNION ALL
  SELECT t.tenant_id
  FROM waiting w
  CROSS JOIN LATERAL (
    SELECT n.tenant_id
    FROM notice n
    WHERE n.park_time IS NULL AND n.tenant_id > w.tenant_id
    ORDER BY n.tenant_id
    LIMIT 1) t
), ready AS MATERIALIZED (
  SELECT w.tenant_id
  FROM waiting w
  WHERE EXISTS (SELECT FROM notice n
                WHERE n.tenant_id = w.tenant_id AND n.park_time IS NULL
                  AND (n.lease_until IS NULL OR n.lease_until <= $1))
  ORDER BY random()
  LIMIT $3
), picked AS MATERIALIZED (
  SELECT r.tenant_id, due.event_id
  FROM ready r
  CROSS JOIN LATERAL (
    SELECT n.event_id
    FROM notice n
    WHERE n.tenant_id = r.tenant_id AND n.park_time IS NULL
      AND (n.lease_until IS NULL OR n.lease_until <= $1)
    ORDER BY n.create_time
    LIMIT (SELECT $3 / count(*) FROM ready)
    FOR UPDATE SKIP LOCKED) due
)
UPDATE notice n
SET lease_until = $2, claim_count = n.claim_count + 1
FROM picked p
WHERE n.tenant_id = p.tenant_id AND n.event_id = p.event_id
RETURNING n.tenant_id, n.event_id, n.claim_count, n.failure_count, n.event, n.release_count
