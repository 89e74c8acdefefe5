-- one row or none: system ($1 shard, $2 epoch, $3 offset); the newest kept event at or before it
SELECT j.epoch, j.event_offset, j.event_id
FROM journal j
WHERE j.shard = $1 AND (j.epoch, j.event_offset) <= ($2, $3)
ORDER BY j.epoch DESC, j.event_offset DESC
LIMIT 1
