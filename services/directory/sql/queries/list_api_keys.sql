-- rows: assembled by platform/store ($1 tenant, $2 account)
SELECT k.key_id, k.body || COALESCE(u.body, '')
FROM api_key k
LEFT JOIN api_key_use u ON u.tenant_id = k.tenant_id AND u.id = k.id
WHERE k.tenant_id = $1 AND k.account_id = $2 AND {filter} AND {after}
{order}
LIMIT {limit}
