-- rows: system
SELECT DISTINCT p.tenant_id
FROM parked_event p
ORDER BY p.tenant_id
