-- one row or none: ($1 tenant, $2 epoch, $3 offset); the first seal at or after the position, the
-- newest where all are before it. Halves the sequences that are left (low, high] until one is:
-- seals have the order of positions, and there is no end to them that could be read one by one.
WITH RECURSIVE search AS (
  SELECT 0::bigint AS low, (SELECT max(n.sequence) FROM seal n WHERE n.tenant_id = $1) AS high
  UNION ALL
  SELECT CASE WHEN m.is_before THEN m.sequence ELSE s.low END,
         CASE WHEN m.is_before THEN s.high ELSE (s.low + s.high) / 2 END
  FROM search s
  CROSS JOIN LATERAL (
    SELECT k.sequence, (k.epoch, k.event_offset) < ($2, $3) AS is_before
    FROM seal k
    WHERE k.tenant_id = $1 AND k.sequence >= (s.low + s.high) / 2
    ORDER BY k.sequence
    LIMIT 1
  ) m
  WHERE s.low + 1 < s.high
)
SELECT k.sequence, k.epoch, k.event_offset, k.hash
FROM seal k
WHERE k.tenant_id = $1 AND k.sequence >= (SELECT min(s.high) FROM search s)
ORDER BY k.sequence
LIMIT 1
