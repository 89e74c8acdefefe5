-- exec: system ($1 tenant, $2 operation, $3 what makes a body say that its item was CANCELLED). Of
-- a field that occurs twice in a message the last counts.
UPDATE operation_item i
SET state = 4, input = '', body = i.body || $3::bytea
WHERE i.tenant_id = $1 AND i.operation_id = $2 AND i.state = 1
