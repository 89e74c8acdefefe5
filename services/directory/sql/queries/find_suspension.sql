-- rows: ($1 the operator's tenant, $2 id of a tenant) one when that one is suspended
SELECT t.id
FROM tenant t
WHERE t.tenant_id = $1 AND t.id = $2 AND t.state = 2
