-- rows: ($1 how many, $2 tenant and $3 id of the one before the first) those of all tenants that were
-- backed out and have no incident, or one that is not assigned
-- system: by the policies of that name
(SELECT c.tenant_id, c.id
 FROM change c
 WHERE c.backed_out AND c.incident = '' AND (c.tenant_id, c.id) > ($2, $3)
 ORDER BY c.tenant_id, c.id
 LIMIT $1)
UNION ALL
(SELECT u.tenant_id, u.change_id
 FROM unassigned_incident u
 WHERE (u.tenant_id, u.change_id) > ($2, $3)
 ORDER BY u.tenant_id, u.change_id
 LIMIT $1)
ORDER BY 1, 2
LIMIT $1
