-- exec ($1 tenant, $2 event id): gives it up
DELETE FROM parked_event p
WHERE p.tenant_id = $1 AND p.event_id = $2
