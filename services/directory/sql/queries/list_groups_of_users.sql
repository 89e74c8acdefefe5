-- rows: ($1 tenant, $2 users, $3 now) the groups that each belongs to then
SELECT m.user_id, g.id, g.display_name
FROM membership m
JOIN directory_group g ON g.tenant_id = $1 AND g.id = m.group_id
WHERE m.tenant_id = $1 AND m.user_id = ANY ($2::text[]) AND m.body IS NOT NULL
  AND m.start_time <= $3 AND (m.end_time IS NULL OR m.end_time > $3) AND NOT g.deprovisioned
ORDER BY m.user_id, g.id
