-- rows: one for each that exists ($1 tenants, $2 ids)
SELECT i.ordinal, k.version, k.body || COALESCE(u.body, ''), k.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN api_key k ON k.tenant_id = i.tenant_id AND k.id = i.id
LEFT JOIN api_key_use u ON u.tenant_id = i.tenant_id AND u.id = i.id
