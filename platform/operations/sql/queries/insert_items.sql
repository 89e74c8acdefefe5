-- exec: system ($1 tenant, $2 operation, $3 first line, and of each item $4 state, $5 input, $6 body)
INSERT INTO operation_item (tenant_id, operation_id, line, state, input, body)
SELECT $1, $2, $3 + i.ordinal - 1, i.state, i.input, i.body
FROM unnest($4::smallint[], $5::bytea[], $6::bytea[]) WITH ORDINALITY
       AS i (state, input, body, ordinal)
