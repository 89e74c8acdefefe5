-- rows: ($1 time, $2 how many, $3 expiry, $4 tenant and $5 id of the one before the first) those of
-- all tenants that are PENDING (1) though their time has come, in the order of their expiry
-- system: by the policy of that name
SELECT a.tenant_id, a.id, a.expire_time
FROM approval a
WHERE a.state = 1 AND a.expire_time <= $1 AND (a.expire_time, a.tenant_id, a.id) > ($3, $4, $5)
ORDER BY a.expire_time, a.tenant_id, a.id
LIMIT $2
