-- exec: an effect ($1 tenant, $2 name, $3 version, $4 active, $5 vip). The same version again says
-- what a release before did not take of it.
INSERT INTO known_user AS k (tenant_id, name, version, active, vip)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, name) DO UPDATE
SET version = excluded.version, active = excluded.active, vip = excluded.vip
WHERE k.version <= excluded.version
