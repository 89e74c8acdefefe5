-- exec: a write of the journal that writes nothing ($1 ordinal, $2 tenant, $3 id, $4 version): what
-- goes with it happens only while the approval stands as it was read
SELECT journal_done($1)
FROM approval a
WHERE a.tenant_id = $2 AND a.id = $3 AND a.version = $4 AND journal_number($1) IS NOT NULL
