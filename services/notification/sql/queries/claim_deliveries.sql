-- rows: system ($1 now, $2 end of the lease, $3 most under way for one webhook, $4 most rows).
-- Takes webhooks in random order, so that none of them is always last.
WITH ready AS MATERIALIZED (
  SELECT b.tenant_id, b.webhook_id, b.url, b.sealed_secret,
         GREATEST($3 - (SELECT count(*)
                        FROM delivery l
                        WHERE l.tenant_id = b.tenant_id AND l.webhook_id = b.webhook_id
                          AND l.lease_until IS NOT NULL AND l.lease_until > $1), 0) AS room
  FROM waiting_webhook b
  WHERE b.rest_until IS NULL OR b.rest_until <= $1
  ORDER BY random()
), picked AS MATERIALIZED (
  SELECT r.tenant_id, r.webhook_id, r.url, r.sealed_secret, due.event_id
  FROM ready r
  CROSS JOIN LATERAL (
    SELECT d.event_id
    FROM delivery d
    WHERE d.tenant_id = r.tenant_id AND d.webhook_id = r.webhook_id AND d.state = 1
      AND d.next_attempt_time <= $1 AND (d.lease_until IS NULL OR d.lease_until <= $1)
    ORDER BY d.next_attempt_time
    LIMIT r.room
    FOR UPDATE SKIP LOCKED) due
  LIMIT $4
)
UPDATE delivery d
SET lease_until = $2, claim_count = d.claim_count + 1
FROM picked p
WHERE d.tenant_id = p.tenant_id AND d.webhook_id = p.webhook_id AND d.event_id = p.event_id
RETURNING d.tenant_id, d.webhook_id, d.claim_count, d.body, d.event, p.url, p.sealed_secret
