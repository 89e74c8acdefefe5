-- rows: one for each that is known ($1 tenants, $2 names)
SELECT i.ordinal, g.active, g.kind
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, name, ordinal)
JOIN known_group g ON g.tenant_id = i.tenant_id AND g.name = i.name
