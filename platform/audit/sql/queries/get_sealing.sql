-- one row: ($1 shard); up to where it is sealed, and from where on events are kept
SELECT s.epoch, s.event_offset, h.trimmed_epoch, h.trimmed_to
FROM sealing s
JOIN stream h ON h.shard = s.shard
WHERE s.shard = $1
