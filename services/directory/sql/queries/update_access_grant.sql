-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $14 columns, $15
-- body)
UPDATE access_grant g
SET version = $4, grantee_tenant = $5, grantee = $6, roles = $7, reason = $8, start_time = $9,
    expire_time = $10, revoke_time = $11, creator = $12, create_time = $13, update_time = $14,
    body = $15
WHERE g.tenant_id = $2 AND g.id = $3 AND g.version = $4 - 1 AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
