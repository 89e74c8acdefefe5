-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $10 columns, $11
-- body). What the decision saw may have changed: that a service which is RETIRED (3) has no
-- offering that is PUBLISHED (2).
UPDATE catalog_service s
SET version = $4, display_name = $5, owner = $6, support_group = $7, state = $8, create_time = $9,
    update_time = $10, body = $11
WHERE s.tenant_id = $2 AND s.id = $3 AND s.version = $4 - 1
  AND journal_number($1) IS NOT NULL
  AND ($8::smallint <> 3 OR NOT EXISTS (SELECT FROM service_offering o
                              WHERE o.tenant_id = $2 AND o.service_id = $3 AND o.state = 2))
RETURNING journal_done($1)
