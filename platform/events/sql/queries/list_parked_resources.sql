-- rows ($1 consumer, $2 producer, $3 tenants, $4 resources); a resource may come several times.
-- LIMIT keeps the look-ups by key.
SELECT p.tenant_id, p.resource
FROM unnest($3::text[], $4::text[]) AS i (tenant_id, resource)
CROSS JOIN LATERAL (
  SELECT e.tenant_id, e.resource
  FROM parked_event e
  WHERE e.tenant_id = i.tenant_id AND e.consumer = $1 AND e.producer = $2
    AND e.resource = i.resource
  LIMIT 1
) p
