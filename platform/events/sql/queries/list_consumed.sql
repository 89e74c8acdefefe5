-- rows ($1 consumer, $2 tenants, $3 event ids)
SELECT c.event_id
FROM unnest($2::text[], $3::text[]) AS i (tenant_id, event_id)
JOIN consumed_event c ON c.tenant_id = i.tenant_id AND c.consumer = $1 AND c.event_id = i.event_id
