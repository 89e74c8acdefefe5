-- rows: assembled by the store ($1 tenant, $2 name of a ticket): its tasks (kind 3) that have not
-- ended, those first that the caller sees
SELECT t.id, {filter} AS seen
FROM ticket t
WHERE t.tenant_id = $1 AND t.parent = $2 AND t.parent <> '' AND t.kind = 3
  AND t.close_time IS NULL
ORDER BY seen DESC, t.create_time, t.id
LIMIT {limit}
