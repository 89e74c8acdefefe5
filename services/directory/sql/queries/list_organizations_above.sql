-- rows: ($1 tenant, $2 id of an organization) names of it and of all that it is a part of
WITH RECURSIVE above (id, parent_id) AS (
  SELECT o.id, o.parent_id
  FROM organization o
  WHERE o.tenant_id = $1 AND o.id = $2
  UNION
  SELECT o.id, o.parent_id
  FROM above a
  JOIN organization o ON o.tenant_id = $1 AND o.id = a.parent_id
)
SELECT 'organizations/' || a.id
FROM above a
