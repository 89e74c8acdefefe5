-- rows: one for each that exists ($1 tenants, $2 ids in lower case)
SELECT i.ordinal, s.version, s.body, s.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN catalog_service s ON s.tenant_id = i.tenant_id AND s.folded_id = i.id
