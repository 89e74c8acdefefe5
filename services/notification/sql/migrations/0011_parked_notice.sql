-- A notice that cannot be told is tried again after a pause that grows, and parked in the end. What
-- is parked waits for an operator.
ALTER TABLE notice
  ADD COLUMN failure_count bigint NOT NULL DEFAULT 0,
  ADD COLUMN last_error text NOT NULL DEFAULT '',
  ADD COLUMN park_time timestamptz;
