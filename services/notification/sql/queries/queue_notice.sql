-- exec: an effect of the consumer ($1 tenant, $2 event id, $3 event type, $4 whether a shipped rule
-- wants it, $5 now, $6 event). Plain INSERT: an event that is applied twice fails.
INSERT INTO notice (tenant_id, event_id, create_time, event)
SELECT $1, $2, $5, $6
WHERE $4 OR EXISTS (
  SELECT FROM notification_rule r
  WHERE r.tenant_id = $1 AND r.body IS NOT NULL AND r.state = 1 AND $3 = ANY (r.event_types))
