-- rows: system ($1 shard, $2 greatest number of events), under lock_sealing. Seals the next events
-- of the shard; one row for each tenant among them, with its number of events.
WITH batch AS MATERIALIZED (
  SELECT j.tenant_id, j.epoch, j.event_offset,
         row_number() OVER (ORDER BY j.epoch, j.event_offset) AS place,
         audit_leaf(j.tenant_id, j.resource, j.version, j.event_id, j.type, j.time, j.actor,
                    j.event) AS leaf
  FROM sealing s
  CROSS JOIN LATERAL (
    SELECT e.tenant_id, e.resource, e.version, e.epoch, e.event_offset, e.event_id, e.type, e.time,
           e.actor, e.event
    FROM journal e
    WHERE e.shard = s.shard AND (e.epoch, e.event_offset) > (s.epoch, s.event_offset)
    ORDER BY e.epoch, e.event_offset
    LIMIT $2
  ) j
  WHERE s.shard = $1
), previous AS MATERIALIZED (
  SELECT t.tenant_id, COALESCE(k.sequence, 0) AS sequence,
         COALESCE(k.hash, decode(repeat('00', 32), 'hex')) AS hash
  FROM (SELECT DISTINCT b.tenant_id FROM batch b) t
  LEFT JOIN LATERAL (
    SELECT l.sequence, l.hash
    FROM seal l
    WHERE l.tenant_id = t.tenant_id
    ORDER BY l.sequence DESC
    LIMIT 1
  ) k ON true
), grown AS MATERIALIZED (
  SELECT b.tenant_id, count(*) AS total, max(b.place) AS place, p.sequence + count(*) AS sequence,
         audit_fold(p.hash, b.leaf ORDER BY b.place) AS hash,
         string_agg(substr(b.leaf, 1, 8), '' ORDER BY b.place) AS leaves
  FROM batch b
  JOIN previous p ON p.tenant_id = b.tenant_id
  GROUP BY b.tenant_id, p.sequence
), seals AS (
  INSERT INTO seal (tenant_id, sequence, epoch, event_offset, hash, leaves)
  SELECT g.tenant_id, g.sequence, b.epoch, b.event_offset, g.hash, g.leaves
  FROM grown g
  JOIN batch b ON b.place = g.place
), moved AS (
  UPDATE sealing s
  SET epoch = b.epoch, event_offset = b.event_offset
  FROM batch b
  WHERE s.shard = $1 AND b.place = (SELECT max(g.place) FROM grown g)
)
SELECT g.tenant_id, g.total
FROM grown g
