-- one row: ($1 tenant)
SELECT count(*)
FROM webhook w
WHERE w.tenant_id = $1
