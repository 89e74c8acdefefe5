-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $12 columns, $13
-- body). What the decision saw may have changed: that one which is PUBLISHED (2) is of an offering
-- that is so too.
UPDATE catalog_item c
SET version = $4, offering = $5, category = $6, display_name = $7, state = $8, revision = $9,
    unpublished = $10, create_time = $11, update_time = $12, body = $13
WHERE c.tenant_id = $2 AND c.id = $3 AND c.version = $4 - 1
  AND journal_number($1) IS NOT NULL
  AND ($8::smallint <> 2 OR EXISTS (SELECT FROM service_offering o
                          WHERE o.tenant_id = $2 AND o.id = substr($5::text, 18) AND o.state = 2))
RETURNING journal_done($1)
