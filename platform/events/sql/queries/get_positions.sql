-- rows: system ($1 consumer, $2 producer, $3 shards); with each, whether any event is parked. That
-- is read in the same snapshot: an event is parked when its position moves, not before.
SELECT p.shard, p.epoch, p.event_offset, p.event_id, p.applied_count,
       EXISTS (SELECT FROM parked_event e WHERE e.consumer = $1 AND e.producer = $2)
FROM consumer_position p
WHERE p.consumer = $1 AND p.producer = $2 AND p.shard = ANY ($3)
