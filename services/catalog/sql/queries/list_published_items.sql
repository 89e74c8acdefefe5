-- rows: ($1 tenant, $2 id of an offering, $3 how many) names of the items that are PUBLISHED (2) in it
SELECT 'catalogItems/' || c.id
FROM catalog_item c
WHERE c.tenant_id = $1 AND c.offering_id = $2 AND c.state = 2
ORDER BY c.id
LIMIT $3
