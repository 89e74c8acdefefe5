-- rows: assembled by platform/store ($1 tenant)
SELECT m.id, m.body
FROM change_model m
WHERE m.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT {limit}
