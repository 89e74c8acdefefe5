-- exec: an effect ($1 tenant, $2 name of a resource)
INSERT INTO due_work AS d (tenant_id, resource)
VALUES ($1, $2)
ON CONFLICT (tenant_id, resource) DO UPDATE
SET ring_count = d.ring_count + 1, due_time = least(d.due_time, clock_timestamp())
