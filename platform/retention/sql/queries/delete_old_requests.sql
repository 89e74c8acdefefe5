-- one row: system ($1 first page, $2 page after the last, $3 seconds); see sweep.h
WITH gone AS (
  DELETE FROM request r
  WHERE r.ctid >= format('(%s,0)', $1::bigint)::tid AND r.ctid < format('(%s,0)', $2::bigint)::tid
    AND r.create_time < now() - $3 * interval '1 second'
  RETURNING 1
)
SELECT count(*), pg_relation_size('request') / current_setting('block_size')::bigint
FROM gone
