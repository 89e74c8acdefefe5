-- one row: ($1 tenant, $2 reader)
SELECT count(*)
FROM notification n
WHERE n.tenant_id = $1 AND n.reader = $2 AND n.channel = 2 AND n.state = 2 AND n.read_time IS NULL
