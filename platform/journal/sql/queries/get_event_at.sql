-- one row: system ($1 shard, $2 epoch, $3 offset)
SELECT j.event_id
FROM journal j
WHERE j.shard = $1 AND j.epoch = $2 AND j.event_offset = $3
