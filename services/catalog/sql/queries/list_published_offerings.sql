-- rows: ($1 tenant, $2 id of a service, $3 how many) names of its offerings that are PUBLISHED (2)
SELECT 'serviceOfferings/' || o.id
FROM service_offering o
WHERE o.tenant_id = $1 AND o.service_id = $2 AND o.state = 2
ORDER BY o.id
LIMIT $3
