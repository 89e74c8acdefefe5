-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $23 columns, $24
-- body)
INSERT INTO directory_user (tenant_id, id, version, display_name, email, phone, title, locale,
                            time_zone, manager, organization, location, roles, vip, external_id,
                            state, create_time, update_time, user_name, given_name,
                            family_name, deprovisioned, body)
SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
       $21, $22, $23, $24
WHERE journal_number($1) IS NOT NULL
  AND NOT EXISTS (SELECT FROM directory_user u
                  WHERE u.tenant_id = $2
                    AND (u.folded_id = lower($3)
                         OR u.folded_user_name = lower(CASE WHEN $20::text = '' THEN $3::text
                                                            ELSE $20 END)))
RETURNING journal_done($1)
