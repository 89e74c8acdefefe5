-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version it must still have); its
-- deliveries go with it
DELETE FROM webhook
WHERE tenant_id = $2 AND id = $3 AND version = $4 AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
