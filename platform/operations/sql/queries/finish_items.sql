-- exec: system ($1 tenant, $2 operation, and of each item $3 line, $4 state, $5 resource, $6 body).
-- What was finished before stays as it is.
UPDATE operation_item o
SET state = i.state, resource = i.resource, body = i.body, input = ''
FROM unnest($3::bigint[], $4::smallint[], $5::text[], $6::bytea[])
       AS i (line, state, resource, body)
WHERE o.tenant_id = $1 AND o.operation_id = $2 AND o.line = i.line AND o.state = 1
