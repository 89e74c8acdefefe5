-- rows: ($1 tenant, $2 template) types of the events that rules of the tenant tell in its words
SELECT DISTINCT unnest(r.event_types)
FROM notification_rule r
WHERE r.tenant_id = $1 AND r.template = $2 AND r.body IS NOT NULL
