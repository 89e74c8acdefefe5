-- one row: ($1 tenant, $2 account, $3 time) how many keys count then
SELECT count(*)
FROM api_key k
WHERE k.tenant_id = $1 AND k.account_id = $2 AND k.state = 1 AND k.expire_time > $3
