-- rows: assembled by platform/store ($1 tenant, $2 user)
SELECT s.substitute_id, s.body
FROM substitute s
WHERE s.tenant_id = $1 AND s.user_id = $2 AND s.body IS NOT NULL AND {filter} AND {after}
{order}
LIMIT {limit}
