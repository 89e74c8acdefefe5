-- rows: ($1 tenants) all of their rules, those that are DISABLED too: they replace what is shipped
SELECT r.tenant_id, r.id, r.body
FROM notification_rule r
WHERE r.tenant_id = ANY ($1::text[]) AND r.body IS NOT NULL
