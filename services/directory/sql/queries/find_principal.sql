-- rows: ($1 tenant, $2 id of a user in lower case, $3 time) the user, whether an organization above
-- is out of use, and each membership in a group in use that has not ended then
SELECT u.id, u.body,
       EXISTS (
         WITH RECURSIVE above (id, parent_id, state) AS (
           SELECT o.id, o.parent_id, o.state
           FROM organization o
           WHERE o.tenant_id = $1 AND o.id = u.organization_id
           UNION
           SELECT o.id, o.parent_id, o.state
           FROM above a
           JOIN organization o ON o.tenant_id = $1 AND o.id = a.parent_id
         )
         SELECT FROM above WHERE above.state <> 1),
       m.group_id, m.start_time, m.end_time
FROM directory_user u
LEFT JOIN (membership m
           JOIN directory_group g
             ON g.tenant_id = m.tenant_id AND g.id = m.group_id AND g.state = 1)
  ON m.tenant_id = u.tenant_id AND m.user_id = u.id AND m.body IS NOT NULL
     AND (m.end_time IS NULL OR m.end_time > $3)
WHERE u.tenant_id = $1 AND u.folded_id = $2
ORDER BY m.group_id COLLATE "C"
