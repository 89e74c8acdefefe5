-- How identity providers look for what they have sent.
CREATE INDEX directory_user_external_id ON directory_user (tenant_id, external_id)
  WHERE external_id <> '';
CREATE INDEX directory_group_external_id ON directory_group (tenant_id, external_id)
  WHERE external_id <> '';
