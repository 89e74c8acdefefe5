-- one row or none: system ($1 table, $2 seconds from one round to the next); none while the last
-- round is young. Replicas that ask at the same time wait for each other, and one gets it.
INSERT INTO retention_round AS r (table_name, start_time)
VALUES ($1, now())
ON CONFLICT (table_name) DO UPDATE SET start_time = now()
WHERE r.start_time <= now() - $2 * interval '1 second'
RETURNING 1
