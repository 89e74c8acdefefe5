-- rows: ($1 tenant, $2 group, $3 time, $4 how many) names of the active users who belong to the
-- group then. Its memberships lie between the group's name with '/' and with what follows '/'. Their
-- users are named first: row-level security keeps what is computed out of the look-up by index.
WITH belonging AS MATERIALIZED (
  SELECT 'users/' || split_part(m.name, '/', 4) AS name
  FROM known_membership m
  WHERE m.tenant_id = $1 AND m.name COLLATE "C" > $2 || '/memberships/'
    AND m.name COLLATE "C" < $2 || '/memberships0'
    AND NOT m.deleted AND m.start_time <= $3 AND (m.end_time IS NULL OR m.end_time > $3)
)
SELECT u.name
FROM belonging b
JOIN known_user u ON u.tenant_id = $1 AND u.name = b.name AND u.active
ORDER BY u.name COLLATE "C"
LIMIT $4
