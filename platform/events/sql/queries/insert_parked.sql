-- exec ($1 consumer, $2 producer, $3 tenant, $4 resource, $5 version, $6 event id, $7 event, $8 error)
INSERT INTO parked_event (tenant_id, consumer, producer, resource, version, event_id, stored_event, error)
VALUES ($3, $1, $2, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING
