-- rows: system
SELECT s.shard, s.epoch, s.head, s.head_event_id, s.trimmed_epoch, s.trimmed_to
FROM stream s
ORDER BY s.shard
