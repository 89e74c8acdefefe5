-- exec: system ($1 tenant, $2 event, $3 claim, $4 error, $5 when it may be tried again, $6 when it
-- was parked, NULL: it was not), of one whose claim still holds
UPDATE notice n
SET failure_count = n.failure_count + 1, last_error = $4, lease_until = $5, park_time = $6
WHERE n.tenant_id = $1 AND n.event_id = $2 AND n.claim_count = $3
