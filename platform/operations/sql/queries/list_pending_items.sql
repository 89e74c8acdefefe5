-- rows: system ($1 tenant, $2 operation, $3 line before the first, $4 most rows)
SELECT i.line, i.input
FROM operation_item i
WHERE i.tenant_id = $1 AND i.operation_id = $2 AND i.line > $3 AND i.state = 1
ORDER BY i.line
LIMIT $4
