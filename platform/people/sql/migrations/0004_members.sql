-- Finds the memberships of a group, whose names begin with its own, whatever the collation of the
-- database. It may have been built before, without a lock.
CREATE INDEX IF NOT EXISTS known_membership_by_group
  ON known_membership (tenant_id, name COLLATE "C");
