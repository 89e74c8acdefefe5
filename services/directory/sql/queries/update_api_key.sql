-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $12 columns, $13
-- digest, empty for the one that is there, $14 body)
UPDATE api_key k
SET version = $4, display_name = $5, roles = $6, state = $7, creator = $8, expire_time = $9,
    create_time = $10, update_time = $11, leak_time = $12,
    digest = COALESCE(NULLIF($13, ''::bytea), k.digest), body = $14
WHERE k.tenant_id = $2 AND k.id = $3 AND k.version = $4 - 1 AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
