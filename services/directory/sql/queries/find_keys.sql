-- rows: system ($1 id of a key) those of all tenants that have it, with their accounts
SELECT k.tenant_id, k.id, k.digest, k.body, a.body, u.use_time
FROM api_key k
JOIN service_account a ON a.tenant_id = k.tenant_id AND a.id = k.account_id
LEFT JOIN api_key_use u ON u.tenant_id = k.tenant_id AND u.id = k.id
WHERE k.key_id = $1
