-- rows: one for each that exists ($1 tenants, $2 ids)
SELECT i.ordinal, w.version, w.body
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN webhook w ON w.tenant_id = i.tenant_id AND w.id = i.id
