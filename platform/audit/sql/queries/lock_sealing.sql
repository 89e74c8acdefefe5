-- one row: system ($1 shard). A statement of its own: what follows in the transaction sees all that
-- whoever held the lock before has sealed.
SELECT s.shard
FROM sealing s
WHERE s.shard = $1
FOR NO KEY UPDATE
