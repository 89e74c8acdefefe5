-- rows: ($1 tenant, $2 user) memberships of a user, past and future ones too
SELECT m.group_id, m.version, m.body
FROM membership m
WHERE m.tenant_id = $1 AND m.user_id = $2 AND m.body IS NOT NULL
ORDER BY m.group_id
