-- rows: assembled by platform/store ($1 tenant)
SELECT u.id, u.body
FROM directory_user u
WHERE u.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT {limit}
