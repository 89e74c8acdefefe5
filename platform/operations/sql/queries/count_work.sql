-- one row: system ($1 tenant) how many of its operations are not done
SELECT count(*)
FROM operation_work w
WHERE w.tenant_id = $1
