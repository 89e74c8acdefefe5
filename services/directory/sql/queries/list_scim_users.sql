-- rows: assembled by store/scim_list.cc ($1 tenant)
SELECT u.id, u.body
FROM directory_user u
WHERE u.tenant_id = $1 AND NOT u.deprovisioned AND {filter}
{order}
LIMIT {limit}
