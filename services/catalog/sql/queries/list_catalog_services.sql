-- rows: assembled by platform/store ($1 tenant)
SELECT s.id, s.body
FROM catalog_service s
WHERE s.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT {limit}
