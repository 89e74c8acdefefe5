-- rows: assembled by platform/store ($1 tenant)
SELECT n.id, n.body
FROM notification n
WHERE n.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT {limit}
