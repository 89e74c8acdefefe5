-- rows ($1 consumer, $2 tenants, $3 event ids). LIMIT keeps the look-ups by key: as a plain join they
-- may be merged or hashed, which reads all that the tenants ever consumed.
SELECT c.event_id
FROM unnest($2::text[], $3::text[]) AS i (tenant_id, event_id)
CROSS JOIN LATERAL (
  SELECT e.event_id
  FROM consumed_event e
  WHERE e.tenant_id = i.tenant_id AND e.consumer = $1 AND e.event_id = i.event_id
  LIMIT 1
) c
