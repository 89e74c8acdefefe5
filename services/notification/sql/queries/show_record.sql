-- exec: an effect of the consumer ($1 tenant, $2 record)
DELETE FROM hidden_record h
WHERE h.tenant_id = $1 AND h.name = $2
