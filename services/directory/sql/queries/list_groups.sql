-- rows: assembled by platform/store ($1 tenant)
SELECT g.id, g.body
FROM directory_group g
WHERE g.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT {limit}
