-- rows: one for each that exists ($1 tenants, $2 ids in lower case)
SELECT i.ordinal, c.version, c.body, c.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN catalog_item c ON c.tenant_id = i.tenant_id AND c.folded_id = i.id
