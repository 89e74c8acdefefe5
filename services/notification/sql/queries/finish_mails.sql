-- exec: system; those whose claim still holds. Parameters are arrays with one element a mail: $1
-- tenant, $2 id, $3 claim, $4 state, $5 reason, $6 reader, $7 whether it is confidential, $8
-- attempts, $9 error, $10 next attempt, $11 send time, $12 body
UPDATE notification n
SET state = i.state, reason = i.reason, reader = i.reader, confidential = i.confidential,
    attempt_count = i.attempt_count, last_error = i.last_error,
    next_attempt_time = i.next_attempt_time, send_time = i.send_time, body = i.body,
    lease_until = NULL
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::smallint[], $5::smallint[], $6::text[],
            $7::boolean[], $8::bigint[], $9::text[], $10::timestamptz[], $11::timestamptz[],
            $12::bytea[])
       AS i (tenant_id, id, claim_count, state, reason, reader, confidential, attempt_count,
             last_error, next_attempt_time, send_time, body)
WHERE n.tenant_id = i.tenant_id AND n.id = i.id AND n.claim_count = i.claim_count AND n.state = 1
