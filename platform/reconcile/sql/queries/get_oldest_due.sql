-- one row: system. How long what waits longest for somebody has been due, in microseconds; NULL
-- when nothing waits.
SELECT (extract(epoch FROM clock_timestamp() - min(d.due_time)) * 1000000)::bigint
FROM due_work d
WHERE d.due_time <= statement_timestamp()
  AND (d.lease_until IS NULL OR d.lease_until <= statement_timestamp())
