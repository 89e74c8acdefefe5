-- rows: one for each that is known ($1 tenants, $2 names)
SELECT i.ordinal, m.start_time, m.end_time
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, name, ordinal)
JOIN known_membership m ON m.tenant_id = i.tenant_id AND m.name = i.name
WHERE NOT m.deleted
