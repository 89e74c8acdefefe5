-- one row: system ($1 tenant, $2 operation)
SELECT count(*) FILTER (WHERE i.state = 1), count(*) FILTER (WHERE i.state = 2),
       count(*) FILTER (WHERE i.state = 3), count(*) FILTER (WHERE i.state = 4)
FROM operation_item i
WHERE i.tenant_id = $1 AND i.operation_id = $2
