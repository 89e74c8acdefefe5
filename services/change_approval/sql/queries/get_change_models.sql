-- rows: one for each that exists ($1 tenants, $2 ids in lower case)
SELECT i.ordinal, m.version, m.body, m.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN change_model m ON m.tenant_id = i.tenant_id AND m.folded_id = i.id
