-- exec: system ($1 tenant, $2 resource, $3 claim, $4 rings that the claim knew, $5 seconds until it
-- is due again, $6 failures in a row). Who was rung meanwhile is due at once.
UPDATE due_work d
SET lease_until = NULL, failure_count = $6,
    due_time = CASE WHEN d.ring_count = $4 THEN clock_timestamp() + $5 * interval '1 second'
                    ELSE d.due_time END
WHERE d.tenant_id = $1 AND d.resource = $2 AND d.claim_count = $3
