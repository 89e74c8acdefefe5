-- rows ($1 consumer, $2 producer, $3 tenants, $4 resources)
SELECT DISTINCT p.tenant_id, p.resource
FROM unnest($3::text[], $4::text[]) AS i (tenant_id, resource)
JOIN parked_event p ON p.tenant_id = i.tenant_id AND p.consumer = $1 AND p.producer = $2
  AND p.resource = i.resource
