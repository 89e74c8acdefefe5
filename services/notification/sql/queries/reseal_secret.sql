-- exec: ($1 tenant, $2 id, $3 what it is sealed as, $4 the same sealed anew)
UPDATE webhook
SET sealed_secret = $4
WHERE tenant_id = $1 AND id = $2 AND sealed_secret = $3
