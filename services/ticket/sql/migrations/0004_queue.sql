-- The group in whose queue a ticket waits for somebody to take it, '' when it waits in none. A column
-- of its own lets the work on other tickets leave the index alone. Older binaries write none: what
-- they record is in the queue once it changes again.
ALTER TABLE ticket ADD COLUMN queue text NOT NULL DEFAULT '';
-- The owner sees all tenants for the moment.
ALTER TABLE ticket NO FORCE ROW LEVEL SECURITY;
UPDATE ticket SET queue = assignment_group
WHERE assignment_group <> '' AND assignee = '' AND state IN (1, 2);
ALTER TABLE ticket FORCE ROW LEVEL SECURITY;
CREATE INDEX ticket_by_queue ON ticket (tenant_id, queue, priority, create_time, id)
  WHERE queue <> '';
