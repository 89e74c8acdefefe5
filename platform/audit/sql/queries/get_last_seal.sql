-- one row or none: ($1 tenant); the newest seal and its signature, where it has one
SELECT k.sequence, k.hash, h.sign_time, h.key_id, h.signature
FROM seal k
LEFT JOIN signed_head h ON h.tenant_id = k.tenant_id AND h.sequence = k.sequence
WHERE k.tenant_id = $1
ORDER BY k.sequence DESC
LIMIT 1
