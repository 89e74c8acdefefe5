-- rows: one for each that exists ($1 tenants, $2 ids)
SELECT i.ordinal, n.claim_count, n.body
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN notification n ON n.tenant_id = i.tenant_id AND n.id = i.id
