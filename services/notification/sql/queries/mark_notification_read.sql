-- rows: the body as it is then ($1 tenant, $2 id, $3 now, $4 a Notification with nothing but its
-- read time, $5 reader). What is appended to an encoded message is merged into it.
UPDATE notification n
SET read_time = $3, body = n.body || $4
WHERE n.tenant_id = $1 AND n.id = $2 AND n.reader = $5 AND n.channel = 2 AND n.state = 2
  AND n.read_time IS NULL
RETURNING n.body
