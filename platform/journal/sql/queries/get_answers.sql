-- rows: one for each request that was answered ($1 tenants, $2 request keys). LIMIT keeps the
-- look-ups by key: as plain joins they may be hashed, which reads all requests of the tenants.
SELECT i.ordinal, r.body_hash, r.resource, r.version, j.event,
       decode(replace(j.event_id::text, '-', ''), 'hex'), j.shard, j.epoch, j.event_offset
FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY AS i (tenant_id, key, ordinal)
CROSS JOIN LATERAL (
  SELECT q.tenant_id, q.body_hash, q.resource, q.version
  FROM request q
  WHERE q.tenant_id = i.tenant_id AND q.key = i.key
  LIMIT 1
) r
CROSS JOIN LATERAL (
  SELECT e.event, e.event_id, e.shard, e.epoch, e.event_offset
  FROM journal e
  WHERE e.tenant_id = r.tenant_id AND e.resource = r.resource AND e.version = r.version
  LIMIT 1
) j
