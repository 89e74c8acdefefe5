-- rows: assembled by platform/store ($1 tenant, $2 limit, $3 webhook)
SELECT d.event_id, d.body
FROM delivery d
WHERE d.tenant_id = $1 AND d.webhook_id = $3 AND {filter} AND {after}
{order}
LIMIT $2
