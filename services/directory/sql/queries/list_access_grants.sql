-- rows: assembled by platform/store ($1 tenant). Field 8 of the body, its state, is added.
SELECT g.id, g.body || set_byte('\x4000', 1, access_grant_state(g.start_time, g.expire_time,
                                                                g.revoke_time))
FROM access_grant g
WHERE g.tenant_id = $1 AND {filter} AND {after}
{order}
LIMIT {limit}
