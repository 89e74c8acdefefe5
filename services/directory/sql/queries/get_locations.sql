-- rows: one for each that exists ($1 tenants, $2 ids in lower case)
SELECT i.ordinal, l.version, l.body, l.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN location l ON l.tenant_id = i.tenant_id AND l.folded_id = i.id
