-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $10 columns, $11
-- body)
INSERT INTO catalog_service (tenant_id, id, version, display_name, owner, support_group, state,
                             create_time, update_time, body)
SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
WHERE journal_number($1) IS NOT NULL
  AND NOT EXISTS (SELECT FROM catalog_service s
                  WHERE s.tenant_id = $2 AND s.folded_id = lower($3))
RETURNING journal_done($1)
