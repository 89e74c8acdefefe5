-- one row: system. Whoever claims an operation, or holds on to one, waits here for the others until
-- they have committed: the statement after this one sees what they did.
SELECT pg_advisory_xact_lock(7235002)
