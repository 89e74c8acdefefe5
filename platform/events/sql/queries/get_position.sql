-- one row: system ($1 consumer, $2 producer, $3 shard)
SELECT p.epoch, p.event_offset, p.event_id
FROM consumer_position p
WHERE p.consumer = $1 AND p.producer = $2 AND p.shard = $3
