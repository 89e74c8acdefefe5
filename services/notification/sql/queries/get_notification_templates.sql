-- rows: one for each that exists or was deleted ($1 tenants, $2 ids)
SELECT i.ordinal, t.version, t.body, t.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN notification_template t ON t.tenant_id = i.tenant_id AND t.id = i.id
