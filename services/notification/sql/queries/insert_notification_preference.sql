-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 body)
INSERT INTO notification_preference AS p (tenant_id, id, version, body)
SELECT $2, $3, $4, $5
WHERE journal_number($1) IS NOT NULL
ON CONFLICT (tenant_id, id) DO UPDATE
SET version = excluded.version, body = excluded.body
WHERE p.body IS NULL AND p.version = excluded.version - 1
RETURNING journal_done($1)
