-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $9 columns, $10
-- body)
INSERT INTO membership (tenant_id, id, version, group_id, user_id, role, start_time, end_time,
                        create_time, update_time, body)
SELECT $2, $3, $4, split_part($3, '/', 1), split_part($3, '/', 2), $5, $6, $7, $8, $9, $10
WHERE journal_number($1) IS NOT NULL
ON CONFLICT (tenant_id, id) DO UPDATE
SET version = excluded.version, role = excluded.role, start_time = excluded.start_time,
    end_time = excluded.end_time, create_time = excluded.create_time,
    update_time = excluded.update_time, body = excluded.body
WHERE membership.body IS NULL AND membership.version = excluded.version - 1
RETURNING journal_done($1)
