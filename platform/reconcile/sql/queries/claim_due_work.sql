-- one row or none: system ($1 seconds of the lease, $2 tenant that had the last turn; empty: none).
-- Of the next tenant that has something due, and after the last tenant comes the first again: what
-- has been due for longest. What is looked at first is found in the order of an index, however much
-- a tenant has due.
WITH RECURSIVE turn (tenant_id, nth, again) AS (
  SELECT $2::text, 0, false
  WHERE EXISTS (SELECT FROM due_work d
                WHERE d.due_time <= statement_timestamp()
                  AND (d.lease_until IS NULL OR d.lease_until <= statement_timestamp()))
  UNION ALL
  SELECT coalesce(n.tenant_id, ''), t.nth + 1, t.again OR n.tenant_id IS NULL
  FROM turn t
  LEFT JOIN LATERAL (SELECT d.tenant_id
                     FROM due_work d
                     WHERE d.tenant_id > t.tenant_id
                     ORDER BY d.tenant_id
                     LIMIT 1) n ON true
  WHERE NOT t.again OR n.tenant_id <= $2
), picked AS MATERIALIZED (
  SELECT d.tenant_id, d.resource
  FROM turn t
  CROSS JOIN LATERAL (SELECT f.due_time
                      FROM due_work f
                      WHERE f.tenant_id = t.tenant_id
                        AND (f.lease_until IS NULL OR f.lease_until <= statement_timestamp())
                      ORDER BY f.due_time
                      LIMIT 1) first
  CROSS JOIN LATERAL (SELECT w.tenant_id, w.resource, w.due_time
                      FROM due_work w
                      WHERE w.tenant_id = t.tenant_id
                        AND (w.lease_until IS NULL OR w.lease_until <= statement_timestamp())
                      ORDER BY w.due_time
                      LIMIT 1
                      FOR UPDATE SKIP LOCKED) d
  WHERE t.nth > 0 AND first.due_time <= statement_timestamp()
    AND d.due_time <= statement_timestamp()
  LIMIT 1
)
UPDATE due_work d
SET lease_until = clock_timestamp() + $1 * interval '1 second', claim_count = d.claim_count + 1
FROM picked p
WHERE d.tenant_id = p.tenant_id AND d.resource = p.resource
RETURNING d.tenant_id, d.resource, d.claim_count, d.ring_count, d.failure_count
