-- rows: ($1 tenant, $2 ids) those of the ids that users have
SELECT u.id
FROM directory_user u
WHERE u.tenant_id = $1 AND u.id = ANY ($2::text[])
