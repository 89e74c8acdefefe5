-- rows: one for each that exists ($1 tenants, $2 ids in lower case)
SELECT i.ordinal, o.version, o.body, o.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN service_offering o ON o.tenant_id = i.tenant_id AND o.folded_id = i.id
