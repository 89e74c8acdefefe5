-- rows: ($1 tenant, $2 groups, $3 now) who belongs to each then
SELECT m.group_id, m.user_id
FROM membership m
WHERE m.tenant_id = $1 AND m.group_id = ANY ($2::text[]) AND m.body IS NOT NULL
  AND m.start_time <= $3 AND (m.end_time IS NULL OR m.end_time > $3)
ORDER BY m.group_id, m.user_id
