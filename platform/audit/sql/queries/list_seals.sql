-- rows: ($1 tenant, $2 after sequence, $3 limit); seals and their signatures, where they have one
SELECT k.sequence, k.epoch, k.event_offset, k.hash, k.leaves, h.sign_time, h.key_id, h.signature
FROM seal k
LEFT JOIN signed_head h ON h.tenant_id = k.tenant_id AND h.sequence = k.sequence
WHERE k.tenant_id = $1 AND k.sequence > $2
ORDER BY k.sequence
LIMIT $3
