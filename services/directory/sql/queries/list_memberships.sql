-- rows: assembled by platform/store ($1 tenant, $2 group)
SELECT m.user_id, m.body
FROM membership m
WHERE m.tenant_id = $1 AND m.group_id = $2 AND m.body IS NOT NULL AND {filter} AND {after}
{order}
LIMIT {limit}
