-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $12 columns, $13
-- body)
INSERT INTO catalog_item (tenant_id, id, version, offering, category, display_name, state, revision,
                          unpublished, create_time, update_time, body)
SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
WHERE journal_number($1) IS NOT NULL
  AND NOT EXISTS (SELECT FROM catalog_item c
                  WHERE c.tenant_id = $2 AND c.folded_id = lower($3))
RETURNING journal_done($1)
