-- exec: a shared write of the journal ($1 ordinals, $2 tenants, $3 ids without their numbers,
-- $4 versions, …)
WITH given AS MATERIALIZED (
  SELECT journal_numbers() AS numbers
), written AS (
  INSERT INTO service_request (tenant_id, id, version, state, item, item_revision, offering, title,
                             requester, creator, approval, subscription, create_time, update_time,
                             end_time, body)
  SELECT i.tenant_id, i.prefix || g.numbers[i.ordinal], i.version, i.state, i.item,
         i.item_revision, i.offering, i.title, i.requester, i.creator, i.approval, i.subscription,
         i.create_time, i.update_time, i.end_time, i.body
  FROM given g
  CROSS JOIN unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::smallint[],
                    $6::text[], $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[],
                    $12::text[], $13::text[], $14::timestamptz[], $15::timestamptz[],
                    $16::timestamptz[], $17::bytea[])
         AS i (ordinal, tenant_id, prefix, version, state, item, item_revision, offering, title,
               requester, creator, approval, subscription, create_time, update_time, end_time,
               body)
  WHERE g.numbers[i.ordinal] IS NOT NULL
)
SELECT journal_all_done(array_agg(i.ordinal))
FROM given g
CROSS JOIN unnest($1::bigint[]) AS i (ordinal)
WHERE g.numbers[i.ordinal] IS NOT NULL
