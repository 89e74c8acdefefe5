-- rows: assembled by platform/store ($1 tenant, $2 operation)
SELECT i.line::text, i.body
FROM operation_item i
WHERE i.tenant_id = $1 AND i.operation_id = $2 AND {filter} AND {after}
{order}
LIMIT {limit}
