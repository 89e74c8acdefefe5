-- rows: one for each that exists ($1 tenants, $2 ids in lower case)
SELECT i.ordinal, u.version, u.body, u.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN directory_user u ON u.tenant_id = i.tenant_id AND u.folded_id = i.id
