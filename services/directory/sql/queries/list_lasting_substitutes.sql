-- rows: ($1 tenant, $2 user, $3 now, $4 limit) those where the user is either of the two, and that
-- have not ended
SELECT s.id, s.version, s.body
FROM substitute s
WHERE s.tenant_id = $1 AND (s.user_id = $2 OR s.substitute_id = $2) AND s.body IS NOT NULL
  AND s.end_time > $3
ORDER BY s.id
LIMIT $4
