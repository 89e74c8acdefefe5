-- exec: system ($1 consumer, $2 producer, $3 shard)
INSERT INTO consumer_position (consumer, producer, shard)
VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING
