-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id without its number, $14 most that a
-- tenant may have)
INSERT INTO webhook (tenant_id, id, version, state, state_time, display_name, url, event_types,
                     disable_reason, creator, create_time, update_time, body, sealed_secret)
SELECT $2, $3 || journal_number($1), 1, $4, $10, $5, $6, $7, $8, $9, $10, $11, $12, $13
WHERE journal_number($1) IS NOT NULL
  AND (SELECT count(*) FROM webhook w WHERE w.tenant_id = $2) < $14
RETURNING journal_done($1)
