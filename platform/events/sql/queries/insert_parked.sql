-- exec ($1 consumer, $2 producer, $3 tenant, $4 resource, $5 version, $6 event id, $7 event,
-- $8 error, $9 whether only because an earlier one is parked). Such a one goes with those before it:
-- somebody asked for another attempt of all of them, or they were applied meanwhile.
INSERT INTO parked_event (tenant_id, consumer, producer, resource, version, event_id, stored_event,
                          error, retry_time)
SELECT $3, $1, $2, $4, $5, $6, $7, $8,
       CASE WHEN $9 AND NOT EXISTS (
         SELECT FROM parked_event p
         WHERE p.tenant_id = $3 AND p.consumer = $1 AND p.producer = $2 AND p.resource = $4
           AND p.retry_time IS NULL) THEN now() END
ON CONFLICT DO NOTHING
