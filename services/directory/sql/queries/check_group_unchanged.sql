-- exec: a write of the journal that writes nothing ($1 ordinal, $2 tenant, $3 id, $4 version of the
-- group, $5 sum of the versions of its memberships): what goes with it happens only while both stand
-- as they were read
SELECT journal_done($1)
FROM directory_group g
WHERE g.tenant_id = $2 AND g.id = $3 AND g.version = $4 AND journal_number($1) IS NOT NULL
  AND $5 = (SELECT COALESCE(sum(m.version), 0)::bigint
            FROM membership m
            WHERE m.tenant_id = $2 AND m.group_id = $3)
