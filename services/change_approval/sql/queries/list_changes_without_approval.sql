-- rows: ($1 how many, $2 tenant and $3 id of the one before the first) EMERGENCY changes of all tenants
-- that were begun, are not closed, and have no approval
-- system: by the policy of that name
SELECT tenant_id, id
FROM change
WHERE kind = 3 AND approval = '' AND state IN (5, 6, 7) AND (tenant_id, id) > ($2, $3)
ORDER BY tenant_id, id
LIMIT $1
