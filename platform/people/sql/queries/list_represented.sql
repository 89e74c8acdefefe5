-- rows: ($1 tenant, $2 substitute, $3 time, $4 users) those of the users for whom the substitute may
-- act then
SELECT s.acts_for
FROM known_substitute s
WHERE s.tenant_id = $1 AND s.substitute = $2 AND s.acts_for = ANY ($4::text[])
  AND NOT s.deleted AND s.start_time <= $3 AND s.end_time > $3
ORDER BY s.acts_for COLLATE "C"
