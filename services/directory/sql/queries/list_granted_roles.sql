-- rows: ($1 tenant that gives access, $2 that of the grantee, $3 names of the grantee in lower
-- case, $4 time) each role that grants give then or later: until when it lasts, when it does, and
-- when the next grant of it begins
SELECT r.role, max(g.expire_time) FILTER (WHERE g.start_time <= $4),
       min(g.start_time) FILTER (WHERE g.start_time > $4)
FROM access_grant g
CROSS JOIN unnest(g.roles) AS r (role)
WHERE g.tenant_id = $1 AND g.grantee_tenant = $2 AND g.folded_grantee = ANY ($3::text[])
  AND g.revoke_time IS NULL AND g.expire_time > $4
GROUP BY r.role
ORDER BY r.role COLLATE "C"
