-- exec: a write of the journal that writes nothing ($1 ordinal, $2 tenant, $3 name of a ticket): what
-- goes with it happens only while no task of the ticket is open (kind 3 is TASK)
SELECT journal_done($1)
WHERE journal_number($1) IS NOT NULL
  AND NOT EXISTS (SELECT FROM ticket t
                  WHERE t.tenant_id = $2 AND t.parent = $3 AND t.parent <> '' AND t.kind = 3
                    AND t.close_time IS NULL)
