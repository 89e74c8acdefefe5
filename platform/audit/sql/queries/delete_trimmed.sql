-- one row: system ($1 shard, $2 epoch, $3 offset, $4 greatest number of events). Deletes the next
-- events after the position that are no longer kept. Returns how many there were and how many went,
-- and the position of the last, NULL when there was none.
WITH old AS MATERIALIZED (
  SELECT e.ctid, e.epoch, e.event_offset
  FROM stream s
  CROSS JOIN LATERAL (
    SELECT j.ctid, j.epoch, j.event_offset
    FROM journal j
    WHERE j.shard = s.shard AND (j.epoch, j.event_offset) > ($2, $3)
      AND (j.epoch, j.event_offset) <= (s.trimmed_epoch, s.trimmed_to)
    ORDER BY j.epoch, j.event_offset
    LIMIT $4
  ) e
  WHERE s.shard = $1
), gone AS (
  DELETE FROM journal j
  WHERE j.ctid = ANY (ARRAY(SELECT o.ctid FROM old o))
  RETURNING 1
)
SELECT n.total, (SELECT count(*) FROM gone), l.epoch, l.event_offset
FROM (SELECT count(*) AS total FROM old) n
LEFT JOIN (
  SELECT o.epoch, o.event_offset
  FROM old o
  ORDER BY o.epoch DESC, o.event_offset DESC
  LIMIT 1
) l ON true
