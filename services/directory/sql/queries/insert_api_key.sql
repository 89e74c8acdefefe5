-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $12 columns, $13
-- digest, $14 body). An account has at most 3 keys that count.
INSERT INTO api_key (tenant_id, id, version, account_id, key_id, display_name, roles, state,
                     creator, expire_time, create_time, update_time, leak_time, digest, body)
SELECT $2, $3, $4, split_part($3, '/', 1), split_part($3, '/', 2), $5, $6, $7, $8, $9, $10, $11,
       $12, $13, $14
WHERE journal_number($1) IS NOT NULL
  AND (SELECT count(*) FROM api_key k
       WHERE k.tenant_id = $2 AND k.account_id = split_part($3, '/', 1) AND k.state = 1
         AND k.expire_time > $10) < 3
RETURNING journal_done($1)
