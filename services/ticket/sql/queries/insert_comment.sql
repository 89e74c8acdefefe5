-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 ticket, $4 version of the ticket, $5 id,
-- …): while the ticket stands as the decision saw it, so that the event hides what the ticket does
INSERT INTO comment (tenant_id, ticket_id, id, visibility, author, author_role, create_time, body)
SELECT $2, $3, $5, $6, $7, $8, $9, $10
WHERE journal_number($1) IS NOT NULL
  AND EXISTS (SELECT FROM ticket t WHERE t.tenant_id = $2 AND t.id = $3 AND t.version = $4)
RETURNING journal_done($1)
