-- rows: ($1 tenant, $2 id of a user) names of the user and of all whom it reports to
WITH RECURSIVE above (id, manager_id) AS (
  SELECT u.id, u.manager_id
  FROM directory_user u
  WHERE u.tenant_id = $1 AND u.id = $2
  UNION
  SELECT u.id, u.manager_id
  FROM above a
  JOIN directory_user u ON u.tenant_id = $1 AND u.id = a.manager_id
)
SELECT 'users/' || a.id
FROM above a
