-- one row: ($1 first page, $2 page after the last, $3 seconds); see platform/retention/sweep.h.
-- system: items that old without an operation: its upload broke off, or it was deleted
WITH gone AS (
  DELETE FROM operation_item i
  WHERE i.ctid >= format('(%s,0)', $1::bigint)::tid AND i.ctid < format('(%s,0)', $2::bigint)::tid
    AND i.create_time < now() - $3 * interval '1 second'
    AND NOT EXISTS (SELECT FROM operation o
                    WHERE o.tenant_id = i.tenant_id AND o.id = i.operation_id)
  RETURNING 1
)
SELECT count(*), pg_relation_size('operation_item') / current_setting('block_size')::bigint
FROM gone
