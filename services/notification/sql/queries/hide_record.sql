-- exec: an effect of the consumer ($1 tenant, $2 record, $3 owners)
INSERT INTO hidden_record (tenant_id, name, owners)
VALUES ($1, $2, $3)
ON CONFLICT (tenant_id, name) DO UPDATE
SET owners = excluded.owners
