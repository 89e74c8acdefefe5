-- rows: ($1 tenant, $2 group) memberships of a group, deleted ones too: their versions go on
SELECT m.user_id, m.version, m.body
FROM membership m
WHERE m.tenant_id = $1 AND m.group_id = $2
ORDER BY m.user_id
