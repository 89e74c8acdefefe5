-- rows: system ($1 shard, $2 epoch, $3 offset, $4 limit, $5 tenant); events of other tenants come
-- without their content, so that the reader learns how far the scan went
SELECT j.tenant_id, j.resource, j.version, j.epoch, j.event_offset, j.event_id, j.type, j.time,
       j.actor, CASE WHEN j.tenant_id = $5 THEN j.event END
FROM journal j
WHERE j.shard = $1 AND (j.epoch, j.event_offset) > ($2, $3)
ORDER BY j.epoch, j.event_offset
LIMIT $4
