-- exec: an effect ($1 tenant, $2 name, $3 version, $4 active, $5 vip, $6 manager). The same version
-- again says what a release before did not take of it.
INSERT INTO known_user AS k (tenant_id, name, version, active, vip, manager)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id, name) DO UPDATE
SET version = excluded.version, active = excluded.active, vip = excluded.vip,
    manager = excluded.manager
WHERE k.version <= excluded.version
