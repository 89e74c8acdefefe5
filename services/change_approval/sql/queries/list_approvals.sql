-- rows: assembled by platform/store ($1 tenant)
SELECT a.id, a.body
FROM approval a
WHERE a.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT {limit}
