-- one row: ($1 tenant); NULL when no head was signed
SELECT max(h.sequence)
FROM signed_head h
WHERE h.tenant_id = $1
