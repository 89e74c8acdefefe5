-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $12 columns,
-- $13 body)
INSERT INTO change_template (tenant_id, id, version, title, impact, state, creator, updater,
                             approver, create_time, update_time, body)
SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
WHERE journal_number($1) IS NOT NULL
  AND NOT EXISTS (SELECT FROM change_template t
                  WHERE t.tenant_id = $2 AND t.folded_id = lower($3))
RETURNING journal_done($1)
