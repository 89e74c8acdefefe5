-- one row: system ($1 now). When the delivery that waits longest may be attempted or should have
-- been; NULL when none waits. Leaves out what is leased.
SELECT min(GREATEST(due.next_attempt_time, b.rest_until))
FROM waiting_webhook b
CROSS JOIN LATERAL (
  SELECT d.next_attempt_time
  FROM delivery d
  WHERE d.tenant_id = b.tenant_id AND d.webhook_id = b.webhook_id AND d.state = 1
    AND (d.lease_until IS NULL OR d.lease_until <= $1)
  ORDER BY d.next_attempt_time
  LIMIT 1) due
