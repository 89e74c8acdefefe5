-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version after all steps of the
-- change, $5 to $13 columns, $14 body). The change that asks is guarded by its own version, so that
-- of two that ask with the same name one happens.
INSERT INTO approval (tenant_id, id, version, state, subject, title, requester, creator,
                      create_time, update_time, expire_time, decide_time, body)
SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
WHERE journal_number($1) IS NOT NULL
  AND NOT EXISTS (SELECT FROM approval a WHERE a.tenant_id = $2 AND a.id = $3)
RETURNING journal_done($1)
