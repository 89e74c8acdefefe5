-- When an operator asked for another attempt; NULL: nobody did since the last one.
ALTER TABLE parked_event ADD COLUMN retry_time timestamptz;
CREATE INDEX parked_event_to_retry ON parked_event (consumer, producer) WHERE retry_time IS NOT NULL;
