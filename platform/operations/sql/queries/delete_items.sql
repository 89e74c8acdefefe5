-- exec: system ($1 tenant, $2 operation)
DELETE FROM operation_item i
WHERE i.tenant_id = $1 AND i.operation_id = $2
