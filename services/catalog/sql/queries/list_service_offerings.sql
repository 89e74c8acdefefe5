-- rows: assembled by platform/store ($1 tenant)
SELECT o.id, o.body
FROM service_offering o
WHERE o.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT {limit}
