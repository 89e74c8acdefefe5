-- exec: an effect ($1 tenant, $2 name, $3 version, $4 deleted, $5 start time, $6 end time)
INSERT INTO known_membership AS k (tenant_id, name, version, deleted, start_time, end_time)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id, name) DO UPDATE
SET version = excluded.version, deleted = excluded.deleted, start_time = excluded.start_time,
    end_time = excluded.end_time
WHERE k.version < excluded.version
