-- rows: one for each that exists ($1 tenants, $2 ids)
SELECT t.tenant_id, t.id, t.body
FROM unnest($1::text[], $2::text[]) AS i (tenant_id, id)
JOIN notification_template t ON t.tenant_id = i.tenant_id AND t.id = i.id
WHERE t.body IS NOT NULL
