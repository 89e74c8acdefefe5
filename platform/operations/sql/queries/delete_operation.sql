-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version). Ids are not given again:
-- the row need not stay. Its items are swept (delete_lost_items.sql).
DELETE FROM operation o
WHERE o.tenant_id = $2 AND o.id = $3 AND o.version = $4 - 1 AND journal_number($1) IS NOT NULL
RETURNING journal_done($1)
