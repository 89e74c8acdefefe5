-- rows: assembled by platform/store ($1 tenant)
SELECT c.id, c.body
FROM catalog_item c
WHERE c.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT {limit}
