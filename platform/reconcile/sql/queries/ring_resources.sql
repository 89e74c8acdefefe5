-- exec: a shared write of the journal ($1 ordinals, $2 tenants, $3 names of resources, $4 whether
-- the number of the change belongs at their end). In the order of the key, so that two groups never
-- wait for each other.
WITH given AS MATERIALIZED (
  SELECT journal_numbers() AS numbers
), item AS MATERIALIZED (
  SELECT DISTINCT i.tenant_id,
         i.name || CASE WHEN i.numbered THEN g.numbers[i.ordinal]::text ELSE '' END AS resource
  FROM given g
  CROSS JOIN unnest($1::bigint[], $2::text[], $3::text[], $4::boolean[])
         AS i (ordinal, tenant_id, name, numbered)
  WHERE g.numbers[i.ordinal] IS NOT NULL
), rung AS (
  INSERT INTO due_work AS d (tenant_id, resource)
  SELECT i.tenant_id, i.resource
  FROM item i
  ORDER BY i.tenant_id, i.resource
  ON CONFLICT (tenant_id, resource) DO UPDATE
  SET ring_count = d.ring_count + 1, due_time = least(d.due_time, clock_timestamp())
)
SELECT journal_all_done(array_agg(i.ordinal))
FROM given g
CROSS JOIN unnest($1::bigint[]) AS i (ordinal)
WHERE g.numbers[i.ordinal] IS NOT NULL
