-- rows: system
SELECT shard, epoch, head
FROM stream
WHERE shard = ANY ($1::smallint[])
ORDER BY shard
FOR NO KEY UPDATE
