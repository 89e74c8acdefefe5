-- one row: assembled by store/scim_list.cc ($1 tenant)
SELECT count(*)
FROM directory_group g
WHERE g.tenant_id = $1 AND NOT g.deprovisioned AND {filter}
