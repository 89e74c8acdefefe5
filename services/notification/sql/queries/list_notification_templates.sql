-- rows: assembled by platform/store ($1 tenant, $2 what is shipped, as a JSON list of rows whose
-- body is in base64) what the tenant has, and what is shipped and not replaced
SELECT t.id, t.body
FROM (
  SELECT o.id, o.display_name, false AS shipped, o.create_time, o.update_time, o.body
  FROM notification_template o
  WHERE o.tenant_id = $1 AND o.body IS NOT NULL
  UNION ALL
  SELECT s.id, s.display_name, true, NULL, NULL, decode(s.body, 'base64')
  FROM jsonb_to_recordset($2::jsonb) AS s (id text, display_name text, body text)
  WHERE NOT EXISTS (
    SELECT FROM notification_template o
    WHERE o.tenant_id = $1 AND o.id = s.id AND o.body IS NOT NULL)
) t
WHERE {filter} AND {after}
{order}
LIMIT {limit}
