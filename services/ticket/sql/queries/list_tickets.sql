-- rows: assembled by platform/store ($1 tenant, $2 limit)
SELECT t.id, t.body
FROM ticket t
WHERE t.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT $2
