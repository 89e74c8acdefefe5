-- exec: system ($1 tenants, $2 webhooks, $3 events, $4 claims); as if they had not been claimed
UPDATE delivery d
SET lease_until = NULL
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
       AS i (tenant_id, webhook_id, event_id, claim_count)
WHERE d.tenant_id = i.tenant_id AND d.webhook_id = i.webhook_id AND d.event_id = i.event_id
  AND d.claim_count = i.claim_count AND d.state = 1
