-- exec: ($1 tenant, $2 id of the change)
DELETE FROM unassigned_incident u
WHERE u.tenant_id = $1 AND u.change_id = $2
