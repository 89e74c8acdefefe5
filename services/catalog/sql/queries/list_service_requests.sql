-- rows: assembled by platform/store ($1 tenant)
SELECT r.id, r.body
FROM service_request r
WHERE r.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT {limit}
