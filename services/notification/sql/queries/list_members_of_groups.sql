-- rows: ($1 tenants, $2 groups, $3 and $4 what their memberships' names lie between, $5 time, $6
-- how many of each group) users who belong to the groups then. The bounds are given: row-level
-- security keeps what is computed out of the look-up by index.
SELECT i.tenant_id, i.name, b.member
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS i (tenant_id, name, low, high)
CROSS JOIN LATERAL (
  SELECT 'users/' || split_part(m.name, '/', 4) AS member
  FROM known_membership m
  WHERE m.tenant_id = i.tenant_id AND m.name COLLATE "C" > i.low AND m.name COLLATE "C" < i.high
    AND NOT m.deleted AND m.start_time <= $5 AND (m.end_time IS NULL OR m.end_time > $5)
  LIMIT $6) b
