-- one row: ($1 tenant, $2 id of a user) how many others are active and have the role tenant_admin
SELECT count(*)
FROM directory_user u
WHERE u.tenant_id = $1 AND u.id <> $2 AND u.state = 1 AND 'tenant_admin' = ANY (u.roles)
