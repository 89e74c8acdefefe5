-- exec: system ($1 tenant, $2 id, $3 time, $4 body), unless somebody else has noted it
INSERT INTO api_key_use (tenant_id, id, use_time, body)
VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, id) DO UPDATE
SET use_time = excluded.use_time, body = excluded.body
WHERE api_key_use.use_time < excluded.use_time
