-- ENABLED webhooks with deliveries that are not finished. Steps from webhook to webhook over the
-- index of what is pending, so that a long queue costs no more than a short one. Whoever asks sees
-- what row-level security lets it see.
CREATE VIEW waiting_webhook WITH (security_invoker = true) AS
WITH RECURSIVE waiting AS (
  (SELECT d.tenant_id, d.webhook_id
   FROM delivery d
   WHERE d.state = 1
   ORDER BY d.tenant_id, d.webhook_id
   LIMIT 1)
  UNION ALL
  SELECT n.tenant_id, n.webhook_id
  FROM waiting b
  CROSS JOIN LATERAL (
    SELECT d.tenant_id, d.webhook_id
    FROM delivery d
    WHERE d.state = 1 AND (d.tenant_id, d.webhook_id) > (b.tenant_id, b.webhook_id)
    ORDER BY d.tenant_id, d.webhook_id
    LIMIT 1) n
)
SELECT b.tenant_id, b.webhook_id, w.url, w.sealed_secret, e.rest_until
FROM waiting b
JOIN webhook w ON w.tenant_id = b.tenant_id AND w.id = b.webhook_id AND w.state = 1
LEFT JOIN endpoint e ON e.tenant_id = b.tenant_id AND e.webhook_id = b.webhook_id;
GRANT SELECT ON waiting_webhook TO :application_role;
