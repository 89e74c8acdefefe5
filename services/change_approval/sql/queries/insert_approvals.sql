-- exec: a shared write of the journal ($1 ordinals, $2 tenants, $3 ids without their numbers,
-- $4 versions after all steps of the change, …)
WITH given AS MATERIALIZED (
  SELECT journal_numbers() AS numbers
), written AS (
  INSERT INTO approval (tenant_id, id, version, state, subject, title, requester, creator,
                        create_time, update_time, expire_time, decide_time, body)
  SELECT i.tenant_id, i.prefix || g.numbers[i.ordinal], i.version, i.state, i.subject, i.title,
         i.requester, i.creator, i.create_time, i.update_time, i.expire_time, i.decide_time, i.body
  FROM given g
  CROSS JOIN unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::smallint[],
                    $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[],
                    $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::bytea[])
         AS i (ordinal, tenant_id, prefix, version, state, subject, title, requester, creator,
               create_time, update_time, expire_time, decide_time, body)
  WHERE g.numbers[i.ordinal] IS NOT NULL
)
SELECT journal_all_done(array_agg(i.ordinal))
FROM given g
CROSS JOIN unnest($1::bigint[]) AS i (ordinal)
WHERE g.numbers[i.ordinal] IS NOT NULL
