-- rows: one for each that exists or was deleted ($1 tenants, $2 ids)
SELECT i.ordinal, p.version, p.body, p.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN notification_preference p ON p.tenant_id = i.tenant_id AND p.id = i.id
