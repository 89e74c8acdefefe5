-- rows: ($1 tenant, $2 request) what was asked for it, and what became of that
SELECT r.name, r.fate
FROM related_record r
WHERE r.tenant_id = $1 AND r.request = $2
