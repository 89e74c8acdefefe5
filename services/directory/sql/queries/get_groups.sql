-- rows: one for each that exists ($1 tenants, $2 ids in lower case)
SELECT i.ordinal, g.version, g.body, g.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN directory_group g ON g.tenant_id = i.tenant_id AND g.folded_id = i.id
