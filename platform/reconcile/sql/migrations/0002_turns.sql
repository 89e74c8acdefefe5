-- What is due is found tenant by tenant, in turn.
CREATE INDEX due_work_by_tenant_and_due_time ON due_work (tenant_id, due_time);
