-- one row: system ($1 now). When the delivery that waits longest may be attempted or should have
-- been; NULL when none waits. Leaves out what is leased.
WITH RECURSIVE waiting AS (
  (SELECT d.tenant_id, d.webhook_id
   FROM delivery d
   WHERE d.state = 1
   ORDER BY d.tenant_id, d.webhook_id
   LIMIT 1)
  UNION ALL
  SELECT n.tenant_id, n.webhook_id
  FROM waiting b
  CROSS JOIN LATERAL (
    SELECT d.tenant_id, d.webhook_id
    FROM delivery d
    WHERE d.state = 1 AND (d.tenant_id, d.webhook_id) > (b.tenant_id, b.webhook_id)
    ORDER BY d.tenant_id, d.webhook_id
    LIMIT 1) n
)
SELECT min(GREATEST(due.next_attempt_time, e.rest_until))
FROM waiting b
JOIN webhook w ON w.tenant_id = b.tenant_id AND w.id = b.webhook_id AND w.state = 1
LEFT JOIN endpoint e ON e.tenant_id = b.tenant_id AND e.webhook_id = b.webhook_id
CROSS JOIN LATERAL (
  SELECT d.next_attempt_time
  FROM delivery d
  WHERE d.tenant_id = b.tenant_id AND d.webhook_id = b.webhook_id AND d.state = 1
    AND (d.lease_until IS NULL OR d.lease_until <= $1)
  ORDER BY d.next_attempt_time
  LIMIT 1) due
