-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $10 columns,
-- $11 body)
INSERT INTO change_model (tenant_id, id, version, title, kind, state, creator, create_time,
                          update_time, body)
SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
WHERE journal_number($1) IS NOT NULL
  AND NOT EXISTS (SELECT FROM change_model m
                  WHERE m.tenant_id = $2 AND m.folded_id = lower($3))
RETURNING journal_done($1)
