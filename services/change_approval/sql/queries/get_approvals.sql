-- rows: one for each that exists ($1 tenants, $2 ids)
SELECT i.ordinal, a.version, a.body
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN approval a ON a.tenant_id = i.tenant_id AND a.id = i.id
