-- rows: one for each that exists or was deleted ($1 tenants, $2 ids)
SELECT i.ordinal, m.version, m.body, m.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN membership m ON m.tenant_id = i.tenant_id AND m.id = i.id
