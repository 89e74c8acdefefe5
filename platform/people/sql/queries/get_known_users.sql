-- rows: one for each that is known ($1 tenants, $2 names)
SELECT i.ordinal, u.active, u.vip, u.manager
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, name, ordinal)
JOIN known_user u ON u.tenant_id = i.tenant_id AND u.name = i.name
