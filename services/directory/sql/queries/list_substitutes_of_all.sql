-- rows: assembled by platform/store ($1 tenant) of all users; the id is what follows "users/"
SELECT s.user_id || '/substitutes/' || s.substitute_id, s.body
FROM substitute s
WHERE s.tenant_id = $1 AND s.body IS NOT NULL AND {filter} AND {after}
{order}
LIMIT {limit}
