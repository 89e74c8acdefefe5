-- one row: system ($1 first page, $2 page after the last, $3 seconds); see sweep.h. The last 1000
-- of a tenant stay: a consumer whose producer lost its end goes back to one that it knows. Ids of
-- events begin with their time.
WITH old AS MATERIALIZED (
  SELECT c.ctid, c.tenant_id, c.consumer, c.event_id
  FROM consumed_event c
  WHERE c.ctid >= format('(%s,0)', $1::bigint)::tid AND c.ctid < format('(%s,0)', $2::bigint)::tid
    AND c.consume_time < now() - $3 * interval '1 second'
), kept AS MATERIALIZED (
  SELECT t.tenant_id, t.consumer,
         (SELECT n.event_id
          FROM consumed_event n
          WHERE n.tenant_id = t.tenant_id AND n.consumer = t.consumer
          ORDER BY n.event_id DESC
          OFFSET 999
          LIMIT 1) AS first_id
  FROM (SELECT DISTINCT o.tenant_id, o.consumer FROM old o) t
), gone AS (
  DELETE FROM consumed_event c
  WHERE c.ctid = ANY (ARRAY(
    SELECT o.ctid
    FROM old o
    JOIN kept k ON k.tenant_id = o.tenant_id AND k.consumer = o.consumer
    WHERE o.event_id < k.first_id))
  RETURNING 1
)
SELECT count(*), pg_relation_size('consumed_event') / current_setting('block_size')::bigint
FROM gone
