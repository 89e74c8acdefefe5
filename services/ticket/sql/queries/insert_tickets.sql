-- exec: a shared write of the journal ($1 ordinals, $2 tenants, $3 ids without their numbers, …). A
-- ticket that is NEW or IN_PROGRESS and nobody's waits in the queue of its group.
WITH given AS MATERIALIZED (
  SELECT journal_numbers() AS numbers
), written AS (
  INSERT INTO ticket (tenant_id, id, version, kind, state, priority, impact, urgency, hold_reason,
                      resolution_code, reopen_count, title, requester, assignee, assignment_group,
                      creator, create_time, update_time, resolve_time, close_time, confidential,
                      vip, parent, queue, body)
  SELECT i.tenant_id, i.prefix || g.numbers[i.ordinal], 1, i.kind, i.state, i.priority, i.impact,
         i.urgency, i.hold_reason, i.resolution_code, i.reopen_count, i.title, i.requester,
         i.assignee, i.assignment_group, i.creator, i.create_time, i.update_time, i.resolve_time,
         i.close_time, i.confidential, i.vip, i.parent,
         CASE WHEN i.assignee = '' AND i.state IN (1, 2) THEN i.assignment_group ELSE '' END,
         i.body
  FROM given g
  CROSS JOIN unnest($1::bigint[], $2::text[], $3::text[], $4::smallint[], $5::smallint[],
                    $6::smallint[], $7::smallint[], $8::smallint[], $9::smallint[], $10::smallint[],
                    $11::bigint[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
                    $17::timestamptz[], $18::timestamptz[], $19::timestamptz[], $20::timestamptz[],
                    $21::boolean[], $22::boolean[], $23::text[], $24::bytea[])
         AS i (ordinal, tenant_id, prefix, kind, state, priority, impact, urgency, hold_reason,
               resolution_code, reopen_count, title, requester, assignee, assignment_group, creator,
               create_time, update_time, resolve_time, close_time, confidential, vip, parent,
               body)
  WHERE g.numbers[i.ordinal] IS NOT NULL
)
SELECT journal_all_done(array_agg(i.ordinal))
FROM given g
CROSS JOIN unnest($1::bigint[]) AS i (ordinal)
WHERE g.numbers[i.ordinal] IS NOT NULL
