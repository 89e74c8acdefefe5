-- exec: an effect of the consumer ($1 tenant, $2 event id, $3 event type, $4 time of the event,
-- $5 now, $6 body, $7 event). Plain INSERT: an event that is applied twice fails. The lock keeps
-- a webhook that is being deleted from getting one. Clocks may differ by 10 s.
INSERT INTO delivery (tenant_id, webhook_id, event_id, event_type, state, create_time,
                      next_attempt_time, body, event)
SELECT w.tenant_id, w.id, $2, $3, 1, $5, $5, $6, $7
FROM webhook w
WHERE w.tenant_id = $1 AND w.state = 1 AND w.state_time <= $4::timestamptz + interval '10 seconds'
  AND (w.event_types = '{}' OR $3 = ANY (w.event_types))
ORDER BY w.id
FOR KEY SHARE OF w
