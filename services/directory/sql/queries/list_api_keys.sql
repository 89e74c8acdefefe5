-- rows: assembled by platform/store ($1 tenant, $2 account)
SELECT k.key_id, k.body
FROM api_key k
WHERE k.tenant_id = $1 AND k.account_id = $2 AND {filter} AND {after}
{order}
LIMIT {limit}
