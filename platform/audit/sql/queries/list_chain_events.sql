-- rows: ($1 tenant, $2 epoch, $3 offset, $4 limit); events after the position, oldest first
SELECT j.tenant_id, j.resource, j.version, j.epoch, j.event_offset, j.event_id, j.type, j.time,
       j.actor, j.event
FROM journal j
WHERE j.tenant_id = $1 AND (j.epoch, j.event_offset) > ($2, $3)
ORDER BY j.epoch, j.event_offset
LIMIT $4
