-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $9 columns, $10
-- body). What the decision saw may have changed: that the substitute is active.
INSERT INTO substitute (tenant_id, id, version, user_id, substitute_id, start_time, end_time,
                        reason, create_time, update_time, body)
SELECT $2, $3, $4, split_part($3, '/', 1), split_part($3, '/', 2), $5, $6, $7, $8, $9, $10
WHERE journal_number($1) IS NOT NULL
  AND EXISTS (SELECT FROM directory_user u
              WHERE u.tenant_id = $2 AND u.id = split_part($3, '/', 2) AND u.state = 1)
ON CONFLICT (tenant_id, id) DO UPDATE
SET version = excluded.version, start_time = excluded.start_time, end_time = excluded.end_time,
    reason = excluded.reason, create_time = excluded.create_time,
    update_time = excluded.update_time, body = excluded.body
WHERE substitute.body IS NULL AND substitute.version = excluded.version - 1
RETURNING journal_done($1)
