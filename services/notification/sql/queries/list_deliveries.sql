-- rows: assembled by platform/store ($1 tenant, $2 webhook)
SELECT d.event_id, d.body
FROM delivery d
WHERE d.tenant_id = $1 AND d.webhook_id = $2 AND {filter} AND {after}
{order}
LIMIT {limit}
