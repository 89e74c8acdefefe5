-- one row: ($1 first page, $2 page after the last, $3 seconds); see platform/retention/sweep.h.
-- system: operations of all tenants end that long after they expired
WITH gone AS (
  DELETE FROM operation o
  WHERE o.ctid >= format('(%s,0)', $1::bigint)::tid AND o.ctid < format('(%s,0)', $2::bigint)::tid
    AND o.expire_time <= now() - $3 * interval '1 second'
  RETURNING 1
)
SELECT count(*), pg_relation_size('operation') / current_setting('block_size')::bigint
FROM gone
