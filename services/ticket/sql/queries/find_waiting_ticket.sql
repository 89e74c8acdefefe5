-- rows: assembled by the store ($1 tenant, $2 group, $3 which one of the first in its queue, counted
-- around): one, or none when nothing waits
SELECT w.id, w.version, w.body
FROM (
  SELECT q.id, q.version, q.body,
         row_number() OVER (ORDER BY q.priority, q.create_time, q.id) AS place,
         count(*) OVER () AS total
  FROM (
    SELECT t.id, t.version, t.body, t.priority, t.create_time
    FROM ticket t
    WHERE t.tenant_id = $1 AND t.queue = $2 AND t.queue <> '' AND {filter}
    ORDER BY t.priority, t.create_time, t.id
    LIMIT {limit}
  ) q
) w
WHERE w.place = 1 + $3 % w.total
