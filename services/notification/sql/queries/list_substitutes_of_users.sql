-- rows: ($1 tenants, $2 users, $3 and $4 what their substitutes' names lie between, $5 time, $6 how
-- many of each user) who may act for the users then. The bounds are given: row-level security keeps
-- what is computed out of the look-up by index.
SELECT i.tenant_id, i.name, s.substitute
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS i (tenant_id, name, low, high)
CROSS JOIN LATERAL (
  SELECT k.substitute
  FROM known_substitute k
  WHERE k.tenant_id = i.tenant_id AND k.name COLLATE "C" > i.low AND k.name COLLATE "C" < i.high
    AND NOT k.deleted AND k.start_time <= $5 AND k.end_time > $5
  ORDER BY k.name COLLATE "C"
  LIMIT $6) s
