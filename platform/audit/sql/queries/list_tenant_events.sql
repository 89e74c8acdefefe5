-- rows: ($1 tenant, $2 epoch, $3 offset, from $4 on those of {filter}). Searches the next {scan}
-- events beyond the position for {limit} that match. Each row says how many were searched and where
-- the last of them stands; one without an event does when none matched.
WITH scanned AS MATERIALIZED (
  SELECT e.tenant_id, e.resource, e.version, e.epoch, e.event_offset, e.event_id, e.type, e.time,
         e.actor, e.event
  FROM journal e
  WHERE e.tenant_id = $1 AND (e.epoch, e.event_offset) {beyond} ($2, $3)
  ORDER BY e.epoch {order}, e.event_offset {order}
  LIMIT {scan}
), found AS (
  SELECT j.tenant_id, j.resource, j.version, j.epoch, j.event_offset, j.event_id, j.type, j.time,
         j.actor, j.event
  FROM scanned j
  WHERE {filter}
  ORDER BY j.epoch {order}, j.event_offset {order}
  LIMIT {limit}
)
SELECT f.tenant_id, f.resource, f.version, f.epoch, f.event_offset, f.event_id, f.type, f.time,
       f.actor, f.event, n.total, l.epoch, l.event_offset
FROM (SELECT count(*) AS total FROM scanned) n
LEFT JOIN (
  SELECT s.epoch, s.event_offset
  FROM scanned s
  ORDER BY s.epoch {reverse}, s.event_offset {reverse}
  LIMIT 1
) l ON true
LEFT JOIN found f ON true
ORDER BY f.epoch {order}, f.event_offset {order}
