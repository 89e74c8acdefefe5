-- one row: ($1 tenant) its own
SELECT count(*)
FROM notification_rule r
WHERE r.tenant_id = $1 AND r.body IS NOT NULL
