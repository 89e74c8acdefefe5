-- What waits, tenant by tenant: each gets its turn. The indexes over all tenants go: plans would
-- look through what a flood left in them.
CREATE INDEX notice_waiting ON notice (tenant_id, create_time) WHERE park_time IS NULL;
DROP INDEX notice_by_create_time;
CREATE INDEX notification_waiting ON notification (tenant_id, next_attempt_time) WHERE state = 1;
DROP INDEX notification_pending;
