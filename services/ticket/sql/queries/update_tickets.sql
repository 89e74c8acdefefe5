-- exec: a shared write of the journal ($1 ordinals, $2 tenants, $3 ids, … $25 versions they must
-- still have). When two changes of a group have read the same version, one of them matches.
WITH given AS MATERIALIZED (
  SELECT journal_numbers() AS numbers
), item AS MATERIALIZED (
  SELECT i.*
  FROM given g
  CROSS JOIN unnest($1::bigint[], $2::text[], $3::text[], $4::smallint[], $5::smallint[],
                    $6::smallint[], $7::smallint[], $8::smallint[], $9::smallint[], $10::smallint[],
                    $11::bigint[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
                    $17::timestamptz[], $18::timestamptz[], $19::timestamptz[], $20::timestamptz[],
                    $21::boolean[], $22::boolean[], $23::text[], $24::bytea[], $25::bigint[])
         AS i (ordinal, tenant_id, id, kind, state, priority, impact, urgency, hold_reason,
               resolution_code, reopen_count, title, requester, assignee, assignment_group, creator,
               create_time, update_time, resolve_time, close_time, confidential, vip, parent, body,
               version)
  WHERE g.numbers[i.ordinal] IS NOT NULL
), written AS (
  UPDATE ticket t
  SET version = t.version + 1, kind = i.kind, state = i.state, priority = i.priority,
      impact = i.impact, urgency = i.urgency, hold_reason = i.hold_reason,
      resolution_code = i.resolution_code, reopen_count = i.reopen_count, title = i.title,
      requester = i.requester, assignee = i.assignee, assignment_group = i.assignment_group,
      creator = i.creator, create_time = i.create_time, update_time = i.update_time,
      resolve_time = i.resolve_time, close_time = i.close_time, confidential = i.confidential,
      vip = i.vip, parent = i.parent,
      queue = CASE WHEN i.assignee = '' AND i.state IN (1, 2) THEN i.assignment_group ELSE '' END,
      body = i.body
  FROM item i
  WHERE t.tenant_id = i.tenant_id AND t.id = i.id AND t.version = i.version
  RETURNING i.ordinal
)
SELECT journal_all_done(array_agg(w.ordinal))
FROM written w
