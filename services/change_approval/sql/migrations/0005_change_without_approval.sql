-- EMERGENCY changes that were begun, are not closed, and whose approval could not be asked for, in all
-- tenants.
CREATE INDEX change_without_approval ON change (tenant_id, id)
  WHERE kind = 3 AND approval = '' AND state IN (5, 6, 7);
