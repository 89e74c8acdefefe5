-- one row or none: ($1 tenant); the newest seal
SELECT k.sequence, k.hash
FROM seal k
WHERE k.tenant_id = $1
ORDER BY k.sequence DESC
LIMIT 1
