-- rows: assembled by platform/store ($1 tenant, $2 ticket); who sees them follows from the ticket as
-- it is
SELECT c.id, c.body
FROM comment c
JOIN ticket t ON t.tenant_id = c.tenant_id AND t.id = c.ticket_id
WHERE c.tenant_id = $1 AND c.ticket_id = $2 AND {filter} AND {after}
{order}
LIMIT {limit}
