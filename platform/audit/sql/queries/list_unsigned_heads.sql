-- rows: system ($1 limit). The newest seal of each tenant where it is not signed. Goes from tenant to
-- tenant by the key, so it costs what there are tenants, not seals.
WITH RECURSIVE tenant AS (
  (SELECT k.tenant_id FROM seal k ORDER BY k.tenant_id LIMIT 1)
  UNION ALL
  SELECT (SELECT k.tenant_id FROM seal k WHERE k.tenant_id > t.tenant_id
          ORDER BY k.tenant_id LIMIT 1)
  FROM tenant t
  WHERE t.tenant_id IS NOT NULL
)
SELECT t.tenant_id, k.sequence, k.hash
FROM tenant t
CROSS JOIN LATERAL (
  SELECT l.sequence, l.hash
  FROM seal l
  WHERE l.tenant_id = t.tenant_id
  ORDER BY l.sequence DESC
  LIMIT 1
) k
WHERE NOT EXISTS (SELECT 1 FROM signed_head h
                  WHERE h.tenant_id = t.tenant_id AND h.sequence = k.sequence)
LIMIT $1
