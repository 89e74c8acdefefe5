-- rows: system ($1 consumer, $2 producer); those that are to be applied again, as many as one goes
-- through at a time, in order. None before an earlier one of its resource that nobody asked for:
-- while an attempt fails, another replica may still park behind it.
SELECT p.stored_event
FROM parked_event p
WHERE p.consumer = $1 AND p.producer = $2 AND p.retry_time IS NOT NULL
  AND NOT EXISTS (
    SELECT FROM parked_event e
    WHERE e.tenant_id = p.tenant_id AND e.consumer = $1 AND e.producer = $2
      AND e.resource = p.resource AND e.retry_time IS NULL
      AND (e.version, e.event_id) < (p.version, p.event_id))
ORDER BY p.tenant_id, p.resource, p.version, p.event_id
LIMIT 200
