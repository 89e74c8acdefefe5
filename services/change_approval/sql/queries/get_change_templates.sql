-- rows: one for each that exists ($1 tenants, $2 ids in lower case)
SELECT i.ordinal, t.version, t.body, t.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN change_template t ON t.tenant_id = i.tenant_id AND t.folded_id = i.id
