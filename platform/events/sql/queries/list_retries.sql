-- rows: system ($1 consumer, $2 producer); those that are to be applied again, as many as one goes
-- through at a time, in order
SELECT p.stored_event
FROM parked_event p
WHERE p.consumer = $1 AND p.producer = $2 AND p.retry_time IS NOT NULL
ORDER BY p.tenant_id, p.resource, p.version, p.event_id
LIMIT 200
