-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $14 columns, $15
-- body)
INSERT INTO access_grant (tenant_id, id, version, grantee_tenant, grantee, roles, reason,
                          start_time, expire_time, revoke_time, creator, create_time, update_time,
                          body)
SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
WHERE journal_number($1) IS NOT NULL
  AND NOT EXISTS (SELECT FROM access_grant g WHERE g.tenant_id = $2 AND g.id = $3)
RETURNING journal_done($1)
