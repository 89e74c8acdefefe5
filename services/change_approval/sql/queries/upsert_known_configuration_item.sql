-- exec: an effect ($1 tenant, $2 name, $3 version, $4 whether it is in use)
INSERT INTO known_configuration_item AS k (tenant_id, name, version, in_use)
VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, name) DO UPDATE
SET version = excluded.version, in_use = excluded.in_use
WHERE k.version < excluded.version
