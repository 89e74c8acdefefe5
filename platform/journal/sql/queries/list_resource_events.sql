-- rows: ($1 tenant, $2 resource, $3 after version, $4 limit)
SELECT j.tenant_id, j.resource, j.version, j.epoch, j.event_offset, j.event_id, j.type, j.time,
       j.actor, j.event
FROM journal j
WHERE j.tenant_id = $1 AND j.resource = $2 AND j.version > $3
ORDER BY j.version
LIMIT $4
