-- rows: ($1 tenant, $2 names) those of the items that are known
SELECT k.name, k.in_use
FROM known_configuration_item k
WHERE k.tenant_id = $1 AND k.name = ANY ($2::text[])
