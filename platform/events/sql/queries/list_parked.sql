-- rows: system; all that is parked, of all consumers of this database
SELECT p.tenant_id, p.producer, p.resource, p.version, p.event_id, p.park_time, p.attempt_count,
       p.retry_time IS NOT NULL, p.error
FROM parked_event p
ORDER BY p.park_time, p.tenant_id, p.resource, p.version, p.event_id
LIMIT 1000
