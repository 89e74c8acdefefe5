CREATE INDEX membership_by_user ON membership (tenant_id, user_id);
