-- one row or none: system ($1 shard, $2 seconds, $3 greatest number of events). Says that the next
-- events of the shard are no longer kept, up to the first that is younger or not sealed; returns how
-- many. The head stays locked until the commit, so that is all that the transaction does.
WITH batch AS MATERIALIZED (
  SELECT e.epoch, e.event_offset,
         row_number() OVER (ORDER BY e.epoch, e.event_offset) AS place,
         e.time < now() - $2 * interval '1 second'
         AND (e.epoch, e.event_offset) <= (k.epoch, k.event_offset) AS ends
  FROM stream s
  JOIN sealing k ON k.shard = s.shard
  CROSS JOIN LATERAL (
    SELECT j.epoch, j.event_offset, j.time
    FROM journal j
    WHERE j.shard = s.shard AND (j.epoch, j.event_offset) > (s.trimmed_epoch, s.trimmed_to)
    ORDER BY j.epoch, j.event_offset
    LIMIT $3
  ) e
  WHERE s.shard = $1
), last AS (
  SELECT b.epoch, b.event_offset, b.place
  FROM batch b
  WHERE b.place < COALESCE((SELECT min(y.place) FROM batch y WHERE NOT y.ends), $3 + 1)
  ORDER BY b.place DESC
  LIMIT 1
)
UPDATE stream s
SET trimmed_epoch = l.epoch, trimmed_to = l.event_offset
FROM last l
WHERE s.shard = $1 AND (s.trimmed_epoch, s.trimmed_to) < (l.epoch, l.event_offset)
RETURNING l.place
