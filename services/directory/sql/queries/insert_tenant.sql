-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $10 columns, $11
-- body)
INSERT INTO tenant (tenant_id, id, version, display_name, region, state, suspend_reason,
                    create_time, update_time, body)
SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
WHERE journal_number($1) IS NOT NULL
  AND NOT EXISTS (SELECT FROM tenant t WHERE t.tenant_id = $2 AND t.id = $3)
RETURNING journal_done($1)
