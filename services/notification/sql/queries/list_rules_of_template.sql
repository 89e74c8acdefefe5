-- rows: ($1 tenant, $2 template, $3 how many) rules of the tenant that refer to it
SELECT r.id
FROM notification_rule r
WHERE r.tenant_id = $1 AND r.template = $2 AND r.body IS NOT NULL
ORDER BY r.id
LIMIT $3
