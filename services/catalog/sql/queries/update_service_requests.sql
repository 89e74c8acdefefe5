-- exec: a shared write of the journal ($1 ordinals, $2 tenants, $3 ids, $4 new versions, … $18
-- versions they must still have). When two changes of a group have read the same version, one of
-- them matches.
WITH given AS MATERIALIZED (
  SELECT journal_numbers() AS numbers
), item AS MATERIALIZED (
  SELECT i.*
  FROM given g
  CROSS JOIN unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::smallint[],
                    $6::text[], $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[],
                    $12::text[], $13::text[], $14::timestamptz[], $15::timestamptz[],
                    $16::timestamptz[], $17::bytea[], $18::bigint[])
         AS i (ordinal, tenant_id, id, next_version, state, item, item_revision, offering, title,
               requester, creator, approval, subscription, create_time, update_time, end_time,
               body, version)
  WHERE g.numbers[i.ordinal] IS NOT NULL
), written AS (
  UPDATE service_request r
  SET version = i.next_version, state = i.state, item = i.item, item_revision = i.item_revision,
      offering = i.offering, title = i.title, requester = i.requester, creator = i.creator,
      approval = i.approval, subscription = i.subscription, create_time = i.create_time,
      update_time = i.update_time, end_time = i.end_time, body = i.body
  FROM item i
  WHERE r.tenant_id = i.tenant_id AND r.id = i.id AND r.version = i.version
  RETURNING i.ordinal
)
SELECT journal_all_done(array_agg(w.ordinal))
FROM written w
