-- rows: assembled by platform/store ($1 tenant, $2 limit)
SELECT w.id, w.body
FROM webhook w
WHERE w.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT $2
