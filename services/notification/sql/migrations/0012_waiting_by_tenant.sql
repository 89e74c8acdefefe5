-- What waits, tenant by tenant: each gets its turn.
CREATE INDEX notice_waiting ON notice (tenant_id, create_time) WHERE park_time IS NULL;
CREATE INDEX notification_waiting ON notification (tenant_id, next_attempt_time) WHERE state = 1;
