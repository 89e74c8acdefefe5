-- rows: system; one for each webhook whose endpoint fails ($1 now; arrays: $2 tenant, $3 webhook,
-- $4 1 after a success, $5 rest until, '-infinity' for none). Failures of before the webhook was
-- enabled do not count. Rows are taken in order, so that workers do not lock each other out.
INSERT INTO endpoint (tenant_id, webhook_id, first_failure_time, last_failure_time, rest_until)
SELECT i.tenant_id, i.webhook_id, CASE WHEN i.succeeded = 0 THEN $1::timestamptz END,
       CASE WHEN i.succeeded = 0 THEN $1::timestamptz END, NULLIF(i.rest_until, '-infinity')
FROM unnest($2::text[], $3::text[], $4::bigint[], $5::timestamptz[])
       AS i (tenant_id, webhook_id, succeeded, rest_until)
JOIN webhook w ON w.tenant_id = i.tenant_id AND w.id = i.webhook_id
ORDER BY i.tenant_id, i.webhook_id
ON CONFLICT (tenant_id, webhook_id) DO UPDATE
SET first_failure_time =
      CASE WHEN excluded.first_failure_time IS NULL THEN NULL
           WHEN endpoint.first_failure_time >=
                (SELECT w.state_time
                 FROM webhook w
                 WHERE w.tenant_id = endpoint.tenant_id AND w.id = endpoint.webhook_id)
             THEN endpoint.first_failure_time
           ELSE excluded.first_failure_time END,
    last_failure_time = excluded.last_failure_time,
    rest_until = GREATEST(endpoint.rest_until, excluded.rest_until)
WHERE endpoint.first_failure_time IS NOT NULL OR excluded.first_failure_time IS NOT NULL
RETURNING tenant_id, webhook_id, first_failure_time, last_failure_time
