-- rows: assembled by platform/store ($1 tenant)
SELECT l.id, l.body
FROM location l
WHERE l.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT {limit}
