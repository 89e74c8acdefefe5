-- exec: an effect ($1 tenant, $2 name, $3 version, $4 deleted, $5 for whom, $6 substitute, $7 start
-- time, $8 end time)
INSERT INTO known_substitute AS k (tenant_id, name, version, deleted, acts_for, substitute,
                                   start_time, end_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (tenant_id, name) DO UPDATE
SET version = excluded.version, deleted = excluded.deleted, acts_for = excluded.acts_for,
    substitute = excluded.substitute, start_time = excluded.start_time,
    end_time = excluded.end_time
WHERE k.version < excluded.version
