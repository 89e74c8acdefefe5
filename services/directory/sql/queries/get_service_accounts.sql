-- rows: one for each that exists ($1 tenants, $2 ids in lower case)
SELECT i.ordinal, a.version, a.body, a.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN service_account a ON a.tenant_id = i.tenant_id AND a.folded_id = i.id
