-- The group in whose queue a ticket waits for somebody to take it, '' when it waits in none: 1 and 2
-- are NEW and IN_PROGRESS. A column of its own lets the work on other tickets leave the index alone.
ALTER TABLE ticket ADD COLUMN queue text NOT NULL GENERATED ALWAYS AS (
  CASE WHEN assignee = '' AND state IN (1, 2) THEN assignment_group ELSE '' END) STORED;
CREATE INDEX ticket_by_queue ON ticket (tenant_id, queue, priority, create_time, id)
  WHERE queue <> '';
