-- exec ($1 consumer, $2 producer, $3 tenant, $4 resource, $5 event id of the one that failed,
-- $6 error); the later ones of the resource wait with it until somebody asks again.
UPDATE parked_event p
SET retry_time = NULL,
    error = CASE WHEN p.event_id = $5 THEN $6 ELSE p.error END,
    attempt_count = p.attempt_count + CASE WHEN p.event_id = $5 THEN 1 ELSE 0 END
WHERE p.tenant_id = $3 AND p.consumer = $1 AND p.producer = $2 AND p.resource = $4
