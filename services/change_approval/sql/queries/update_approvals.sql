-- exec: a shared write of the journal ($1 ordinals, $2 tenants, $3 ids, $4 versions after all steps
-- of the change, … $15 versions they must still have). When two changes of a group have read the
-- same version, one of them matches.
WITH given AS MATERIALIZED (
  SELECT journal_numbers() AS numbers
), item AS MATERIALIZED (
  SELECT i.*
  FROM given g
  CROSS JOIN unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::smallint[],
                    $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[],
                    $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::bytea[],
                    $15::bigint[])
         AS i (ordinal, tenant_id, id, next_version, state, subject, title, requester, creator,
               create_time, update_time, expire_time, decide_time, body, version)
  WHERE g.numbers[i.ordinal] IS NOT NULL
), written AS (
  UPDATE approval a
  SET version = i.next_version, state = i.state, subject = i.subject, title = i.title,
      requester = i.requester, creator = i.creator, create_time = i.create_time,
      update_time = i.update_time, expire_time = i.expire_time, decide_time = i.decide_time,
      body = i.body
  FROM item i
  WHERE a.tenant_id = i.tenant_id AND a.id = i.id AND a.version = i.version
  RETURNING i.ordinal
)
SELECT journal_all_done(array_agg(w.ordinal))
FROM written w
