-- rows: system ($1 shards, $2 epochs, $3 offsets, $4 greatest number in each shard, $5 tenant or ''
-- for all). For each shard the event at the position, when it is kept, and those after it, oldest
-- first; one row without an event when there are none. It is one statement, so that nothing is
-- trimmed between the check of a position and the events. The event at the position and those of
-- other tenants come without their content.
SELECT j.tenant_id, j.resource, j.version, j.epoch, j.event_offset, j.event_id, j.type, j.time,
       j.actor,
       CASE WHEN (j.epoch, j.event_offset) > (i.epoch, i.event_offset)
                 AND ($5 = '' OR j.tenant_id = $5) THEN j.event END,
       s.shard, s.trimmed_epoch, s.trimmed_to
FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS i (shard, epoch, event_offset)
JOIN stream s ON s.shard = i.shard
LEFT JOIN LATERAL (
  SELECT e.tenant_id, e.resource, e.version, e.epoch, e.event_offset, e.event_id, e.type, e.time,
         e.actor, e.event
  FROM journal e
  WHERE e.shard = i.shard AND (e.epoch, e.event_offset) >= (i.epoch, i.event_offset)
  ORDER BY e.epoch, e.event_offset
  LIMIT $4 + 1
) j ON true
