-- exec: an effect ($1 tenant, $2 name, $3 version, $4 active)
INSERT INTO known_user AS k (tenant_id, name, version, active)
VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, name) DO UPDATE SET version = excluded.version, active = excluded.active
WHERE k.version < excluded.version
