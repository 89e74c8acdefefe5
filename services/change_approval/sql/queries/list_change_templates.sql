-- rows: assembled by platform/store ($1 tenant)
SELECT t.id, t.body
FROM change_template t
WHERE t.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT {limit}
