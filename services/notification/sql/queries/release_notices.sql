-- exec: system ($1 tenants, $2 events, $3 claims); as if they had not been claimed
UPDATE notice n
SET lease_until = NULL, release_count = n.release_count + 1
FROM unnest($1::text[], $2::text[], $3::bigint[]) AS i (tenant_id, event_id, claim_count)
WHERE n.tenant_id = i.tenant_id AND n.event_id = i.event_id AND n.claim_count = i.claim_count
