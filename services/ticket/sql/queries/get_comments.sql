-- rows: one for each that exists ($1 tenants, $2 ids of their tickets, a slash, and their own)
SELECT i.ordinal, c.body
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN comment c ON c.tenant_id = i.tenant_id AND c.ticket_id = split_part(i.id, '/', 1)
                  AND c.id = split_part(i.id, '/', 2)
