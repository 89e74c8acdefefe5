-- rows: ($1 tenant, $2 ids) names of those that there are
SELECT 'configurationItems/' || c.id
FROM configuration_item c
WHERE c.tenant_id = $1 AND c.id = ANY ($2::text[])
