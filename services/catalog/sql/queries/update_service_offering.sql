-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $9 columns, $10
-- body). What the decision saw may have changed: that one which is PUBLISHED (2) is of a service
-- that is so too, and that no item which is PUBLISHED offers one that is RETIRED (3).
UPDATE service_offering o
SET version = $4, service = $5, display_name = $6, state = $7, create_time = $8, update_time = $9,
    body = $10
WHERE o.tenant_id = $2 AND o.id = $3 AND o.version = $4 - 1
  AND journal_number($1) IS NOT NULL
  AND ($7::smallint <> 2 OR EXISTS (SELECT FROM catalog_service s
                          WHERE s.tenant_id = $2 AND s.id = o.service_id AND s.state = 2))
  AND ($7::smallint <> 3 OR NOT EXISTS (SELECT FROM catalog_item c
                              WHERE c.tenant_id = $2 AND c.offering_id = $3 AND c.state = 2))
RETURNING journal_done($1)
