-- rows: ($1 tenant, $2 groups) grows with every change of a membership of the group
SELECT m.group_id, sum(m.version)::bigint
FROM membership m
WHERE m.tenant_id = $1 AND m.group_id = ANY ($2::text[])
GROUP BY m.group_id
