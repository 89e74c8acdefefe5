-- The groups of a user.
CREATE INDEX membership_user ON membership (tenant_id, user_id) WHERE body IS NOT NULL;
