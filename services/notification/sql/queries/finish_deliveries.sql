-- rows: system; one for each delivery whose claim still holds. Parameters are arrays with one
-- element a delivery: $1 tenant, $2 webhook, $3 event, $4 claim, $5 state, $6 attempts, $7 status,
-- $8 error, $9 excerpt, $10 next attempt ('infinity': none), $11 body
UPDATE delivery d
SET state = i.state, attempt_count = i.attempt_count, last_status = i.last_status,
    last_error = i.last_error, excerpt = i.excerpt,
    next_attempt_time = NULLIF(i.next_attempt_time, 'infinity'), body = i.body, lease_until = NULL
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::smallint[], $6::bigint[],
            $7::bigint[], $8::text[], $9::bytea[], $10::timestamptz[], $11::bytea[])
       AS i (tenant_id, webhook_id, event_id, claim_count, state, attempt_count, last_status,
             last_error, excerpt, next_attempt_time, body)
WHERE d.tenant_id = i.tenant_id AND d.webhook_id = i.webhook_id AND d.event_id = i.event_id
  AND d.claim_count = i.claim_count AND d.state = 1
RETURNING d.event_id
