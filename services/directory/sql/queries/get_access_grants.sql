-- rows: one for each that exists ($1 tenants, $2 ids). Field 8 of the body, its state, is added.
SELECT i.ordinal, g.version,
       g.body || set_byte('\x4000', 1, access_grant_state(g.start_time, g.expire_time,
                                                          g.revoke_time)), g.id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)
JOIN access_grant g ON g.tenant_id = i.tenant_id AND g.id = i.id
