-- rows: one for each that exists ($1 tenants, $2 ids)
SELECT i.ordinal, c.version, c.body, c.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN change c ON c.tenant_id = i.tenant_id AND c.id = i.id
