-- rows: system ($1 how secrets begin that are sealed with the key in force, $2 tenant and $3 id of
-- the webhook to go on after, $4 limit). What such a secret is sealed as is NULL. A step costs the
-- same however many of them there are.
SELECT w.tenant_id, w.id,
  CASE WHEN substr(w.sealed_secret, 1, octet_length($1::bytea)) <> $1 THEN w.sealed_secret END
FROM webhook w
WHERE (w.tenant_id, w.id) > ($2, $3)
ORDER BY w.tenant_id, w.id
LIMIT $4
