-- exec: an effect ($1 tenant, $2 name, $3 request, $4 version, $5 fate)
INSERT INTO related_record AS r (tenant_id, name, request, version, fate)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, name) DO UPDATE
SET version = excluded.version, fate = excluded.fate
WHERE r.version < excluded.version
