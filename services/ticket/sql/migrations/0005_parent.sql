-- The record that a ticket belongs to. Older binaries write none.
ALTER TABLE ticket ADD COLUMN parent text NOT NULL DEFAULT '';
CREATE INDEX ticket_by_parent ON ticket (tenant_id, parent) WHERE parent <> '';
