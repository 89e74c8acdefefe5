-- one row ($1 consumer, $2 producer, $3 tenant, $4 resource, $5 version, $6 event id). Raises SE001
-- when it is parked no more, so that nothing else of the transaction happens either.
WITH taken AS (
  DELETE FROM parked_event p
  WHERE p.tenant_id = $3 AND p.consumer = $1 AND p.producer = $2 AND p.resource = $4
    AND p.version = $5 AND p.event_id = $6
  RETURNING p.event_id
)
SELECT CASE WHEN NOT EXISTS (SELECT FROM taken) THEN consumer_overtaken() END
