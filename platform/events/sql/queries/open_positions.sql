-- exec: system ($1 consumer, $2 producer, $3 shards)
INSERT INTO consumer_position (consumer, producer, shard)
SELECT $1, $2, s.shard
FROM unnest($3::smallint[]) AS s (shard)
ORDER BY s.shard
ON CONFLICT DO NOTHING
