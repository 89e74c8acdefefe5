-- one row: ($1 ordinals, $2 tenants, $3 request keys, $4 series); ordinals are 1, 2, 3 …
-- Finds repeated requests and gives out numbers. The shard's head is locked, so nobody else can
-- add a request of these tenants until the group commits. The look-up of requests is a scalar
-- subquery, neither a join nor EXISTS, which PostgreSQL would hash: no plan ever reads more of the
-- table than the keys.
WITH item AS (
  SELECT i.ordinal, i.tenant_id, i.series,
         (SELECT r.version FROM request r
          WHERE r.tenant_id = i.tenant_id AND r.key = i.key) IS NOT NULL AS repeated
  FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::text[]) AS i (ordinal, tenant_id, key, series)
), ranked AS (
  SELECT i.ordinal, i.tenant_id, i.series, i.repeated,
         row_number() OVER (PARTITION BY i.tenant_id, i.series, i.repeated ORDER BY i.ordinal) AS rank,
         count(*) OVER (PARTITION BY i.tenant_id, i.series, i.repeated) AS total
  FROM item i
), bumped AS (
  INSERT INTO counter (tenant_id, series, value)
  SELECT r.tenant_id, r.series, r.total
  FROM ranked r
  WHERE r.series <> '' AND NOT r.repeated AND r.rank = 1
  ORDER BY r.tenant_id, r.series
  ON CONFLICT (tenant_id, series) DO UPDATE SET value = counter.value + excluded.value
  RETURNING tenant_id, series, value
), numbered AS (
  SELECT array_agg(
           CASE WHEN r.repeated THEN NULL
                WHEN r.series = '' THEN 0
                ELSE b.value - r.total + r.rank END
           ORDER BY r.ordinal) AS numbers
  FROM ranked r
  LEFT JOIN bumped b ON b.tenant_id = r.tenant_id AND b.series = r.series
)
SELECT set_config('journal.numbers', n.numbers::text, true), set_config('journal.done', '', true)
FROM numbered n
