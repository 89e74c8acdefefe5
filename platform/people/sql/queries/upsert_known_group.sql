-- exec: an effect ($1 tenant, $2 name, $3 version, $4 active, $5 kind)
INSERT INTO known_group AS k (tenant_id, name, version, active, kind)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, name) DO UPDATE
SET version = excluded.version, active = excluded.active, kind = excluded.kind
WHERE k.version < excluded.version
