-- one row: system ($1 consumer, $2 producer, $3 shard, $4 $5 $6 the position it must still be at,
-- $7 $8 $9 the new one, $10 events applied, $11 applied before). Raises SE001 when it is elsewhere, or
-- was left and come back to, so that nothing else of the transaction happens either.
WITH moved AS (
  UPDATE consumer_position p
  SET epoch = $7, event_offset = $8, event_id = $9, applied_count = p.applied_count + $10
  WHERE p.consumer = $1 AND p.producer = $2 AND p.shard = $3
    AND p.epoch = $4 AND p.event_offset = $5 AND p.event_id = $6
    AND p.applied_count = $11
  RETURNING p.shard
)
SELECT CASE WHEN NOT EXISTS (SELECT FROM moved) THEN consumer_overtaken() END
