-- exec: system, after release_due_work.sql, which holds the row, so that nobody rings in between
-- ($1 tenant, $2 resource, $3 claim, $4 rings that the claim knew)
DELETE FROM due_work d
WHERE d.tenant_id = $1 AND d.resource = $2 AND d.claim_count = $3 AND d.ring_count = $4
