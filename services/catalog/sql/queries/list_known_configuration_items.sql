-- rows: ($1 tenant, $2 ids) those of the ids that there are
SELECT c.id
FROM configuration_item c
WHERE c.tenant_id = $1 AND c.id = ANY ($2::text[])
