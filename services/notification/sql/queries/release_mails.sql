-- exec: system ($1 tenants, $2 ids, $3 claims); as if they had not been claimed
UPDATE notification n
SET lease_until = NULL
FROM unnest($1::text[], $2::text[], $3::bigint[]) AS i (tenant_id, id, claim_count)
WHERE n.tenant_id = i.tenant_id AND n.id = i.id AND n.claim_count = i.claim_count AND n.state = 1
