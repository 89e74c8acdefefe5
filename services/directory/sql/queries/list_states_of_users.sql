-- rows: ($1 tenant, $2 ids) states of the users that have them
SELECT u.state
FROM directory_user u
WHERE u.tenant_id = $1 AND u.id = ANY ($2::text[])
