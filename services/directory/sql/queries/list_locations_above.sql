-- rows: ($1 tenant, $2 id of a location) names of it and of all that it lies in
WITH RECURSIVE above (id, parent_id) AS (
  SELECT l.id, l.parent_id
  FROM location l
  WHERE l.tenant_id = $1 AND l.id = $2
  UNION
  SELECT l.id, l.parent_id
  FROM above a
  JOIN location l ON l.tenant_id = $1 AND l.id = a.parent_id
)
SELECT 'locations/' || a.id
FROM above a
