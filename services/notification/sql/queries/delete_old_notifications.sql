-- one row: ($1 first page, $2 page after the last, $3 seconds); see platform/retention/sweep.h.
-- system: finished notifications of all tenants end. What is locked is in use.
WITH gone AS (
  DELETE FROM notification d
  WHERE d.ctid = ANY (ARRAY(
    SELECT o.ctid
    FROM notification o
    WHERE o.ctid >= format('(%s,0)', $1::bigint)::tid AND o.ctid < format('(%s,0)', $2::bigint)::tid
      AND o.state <> 1 AND o.create_time < now() - $3 * interval '1 second'
    FOR UPDATE SKIP LOCKED))
  RETURNING 1
)
SELECT count(*), pg_relation_size('notification') / current_setting('block_size')::bigint
FROM gone
