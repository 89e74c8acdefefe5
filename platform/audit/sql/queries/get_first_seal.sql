-- one row or none: ($1 tenant, $2 epoch, $3 offset); the first seal at or after the position, the
-- newest where all are before it
SELECT k.sequence, k.epoch, k.event_offset, k.hash
FROM seal k
WHERE k.tenant_id = $1
  AND ((k.epoch, k.event_offset) >= ($2, $3)
       OR k.sequence = (SELECT max(n.sequence) FROM seal n WHERE n.tenant_id = $1))
ORDER BY k.sequence
LIMIT 1
