-- rows: assembled by platform/store ($1 tenant)
SELECT w.id, w.body
FROM webhook w
WHERE w.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT {limit}
