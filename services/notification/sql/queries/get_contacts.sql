-- rows: one for each that is known ($1 tenants, $2 names)
SELECT i.ordinal, c.active
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, name, ordinal)
JOIN contact c ON c.tenant_id = i.tenant_id AND c.name = i.name
