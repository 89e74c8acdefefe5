-- rows: at most one ($1 tenant, $2 user name) id of the user who has it, in whatever case
SELECT u.id
FROM directory_user u
WHERE u.tenant_id = $1 AND u.folded_user_name = lower($2)
