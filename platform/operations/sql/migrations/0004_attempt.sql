-- What cannot go on is tried again later: its queue_time moves ahead, and others go on meanwhile.
-- `failure_count` is how often it could not go on, in a row; its life begins with its first claim.
ALTER TABLE operation_work
  ADD COLUMN failure_count bigint NOT NULL DEFAULT 0,
  ADD COLUMN first_claim_time timestamptz;
