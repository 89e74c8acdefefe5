-- exec ($1 consumer, $2 tenants, $3 event ids)
INSERT INTO consumed_event (tenant_id, consumer, event_id)
SELECT i.tenant_id, $1, i.event_id
FROM unnest($2::text[], $3::text[]) AS i (tenant_id, event_id)
