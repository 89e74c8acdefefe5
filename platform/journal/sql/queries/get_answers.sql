-- rows: one for each request that was answered ($1 tenants, $2 request keys)
SELECT i.ordinal, r.body_hash, r.resource, r.version, j.event
FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY AS i (tenant_id, key, ordinal)
JOIN request r ON r.tenant_id = i.tenant_id AND r.key = i.key
JOIN journal j ON j.tenant_id = r.tenant_id AND j.resource = r.resource AND j.version = r.version
