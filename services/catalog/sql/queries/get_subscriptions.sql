-- rows: one for each that exists ($1 tenants, $2 ids)
SELECT i.ordinal, s.version, s.body, s.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN subscription s ON s.tenant_id = i.tenant_id AND s.id = i.id
