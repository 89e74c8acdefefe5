-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $9 columns, $10
-- body)
INSERT INTO service_offering (tenant_id, id, version, service, display_name, state, create_time,
                              update_time, body)
SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10
WHERE journal_number($1) IS NOT NULL
  AND NOT EXISTS (SELECT FROM service_offering o
                  WHERE o.tenant_id = $2 AND o.folded_id = lower($3))
RETURNING journal_done($1)
