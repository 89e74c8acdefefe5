-- rows: one for each that is known ($1 tenants, $2 users, $3 their ids)
SELECT c.tenant_id, c.name, c.active, c.display_name, c.email, c.locale, c.time_zone, p.body
FROM unnest($1::text[], $2::text[], $3::text[]) AS i (tenant_id, name, id)
JOIN contact c ON c.tenant_id = i.tenant_id AND c.name = i.name
LEFT JOIN notification_preference p ON p.tenant_id = i.tenant_id AND p.id = i.id
