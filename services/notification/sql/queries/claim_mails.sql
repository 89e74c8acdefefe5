-- rows: system ($1 now, $2 end of the lease, $3 most rows), in equal parts of all tenants that have
-- some which are due, so that none holds up the others; of each those that are due longest. With
-- what is known of the recipient by now (NULL: nothing), and whether the record is hidden from them.
WITH RECURSIVE waiting AS (
  (SELECT n.tenant_id
   FROM notification n
   WHERE n.state = 1
   ORDER BY n.tenant_id
   LIMIT 1)
  UNION ALL
  SELECT t.tenant_id
  FROM waiting w
  CROSS JOIN LATERAL (
    SELECT n.tenant_id
    FROM notification n
    WHERE n.state = 1 AND n.tenant_id > w.tenant_id
    ORDER BY n.tenant_id
    LIMIT 1) t
), ready AS MATERIALIZED (
  SELECT w.tenant_id
  FROM waiting w
  WHERE EXISTS (SELECT FROM notification n
                WHERE n.tenant_id = w.tenant_id AND n.state = 1 AND n.next_attempt_time <= $1
                  AND (n.lease_until IS NULL OR n.lease_until <= $1))
  ORDER BY random()
  LIMIT $3
), picked AS MATERIALIZED (
  SELECT r.tenant_id, due.id, due.recipient, due.record
  FROM ready r
  CROSS JOIN LATERAL (
    SELECT n.id, n.recipient,
           split_part(n.resource, '/', 1) || '/' || split_part(n.resource, '/', 2) AS record
    FROM notification n
    WHERE n.tenant_id = r.tenant_id AND n.state = 1 AND n.next_attempt_time <= $1
      AND (n.lease_until IS NULL OR n.lease_until <= $1)
    ORDER BY n.next_attempt_time
    LIMIT (SELECT $3 / count(*) FROM ready)
    FOR UPDATE SKIP LOCKED) due
)
UPDATE notification n
SET lease_until = $2, claim_count = n.claim_count + 1
FROM picked p
LEFT JOIN contact c ON c.tenant_id = p.tenant_id AND c.name = p.recipient
LEFT JOIN hidden_record h ON h.tenant_id = p.tenant_id AND h.name = p.record
WHERE n.tenant_id = p.tenant_id AND n.id = p.id
RETURNING n.tenant_id, n.id, n.claim_count, n.html, n.body, c.active, c.email,
           h.name IS NOT NULL AND p.recipient <> ALL (h.owners), n.link
