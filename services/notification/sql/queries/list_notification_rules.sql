-- rows: assembled by platform/store ($1 tenant, $2 what is shipped, as a JSON list of rows whose
-- body is in base64) what the tenant has, and what is shipped and not replaced
SELECT r.id, r.body
FROM (
  SELECT o.id, o.display_name, o.event_types, o.template, o.event_class, o.mandatory, o.state,
         false AS shipped, o.create_time, o.update_time, o.body
  FROM notification_rule o
  WHERE o.tenant_id = $1 AND o.body IS NOT NULL
  UNION ALL
  SELECT s.id, s.display_name, s.event_types, s.template, s.event_class, s.mandatory, s.state,
         true, NULL, NULL, decode(s.body, 'base64')
  FROM jsonb_to_recordset($2::jsonb)
    AS s (id text, display_name text, event_types text[], template text, event_class smallint,
          mandatory boolean, state smallint, body text)
  WHERE NOT EXISTS (
    SELECT FROM notification_rule o
    WHERE o.tenant_id = $1 AND o.id = s.id AND o.body IS NOT NULL)
) r
WHERE {filter} AND {after}
{order}
LIMIT {limit}
