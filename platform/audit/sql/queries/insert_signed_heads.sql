-- exec: system ($1 tenants, $2 sequences, $3 sign time, $4 key id, $5 signatures); what another
-- replica has signed stays
INSERT INTO signed_head (tenant_id, sequence, sign_time, key_id, signature)
SELECT i.tenant_id, i.sequence, $3, $4, i.signature
FROM unnest($1::text[], $2::bigint[], $5::bytea[]) AS i (tenant_id, sequence, signature)
ON CONFLICT (tenant_id, sequence) DO NOTHING
