-- rows: one for each that exists or was deleted ($1 tenants, $2 ids)
SELECT i.ordinal, r.version, r.body, r.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN notification_rule r ON r.tenant_id = i.tenant_id AND r.id = i.id
