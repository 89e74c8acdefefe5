-- Tickets of ten tenants, one a second.
INSERT INTO ticket (tenant_id, id, version, kind, state, priority, impact, urgency, hold_reason,
                    resolution_code, reopen_count, title, requester, assignee, assignment_group,
                    creator, create_time, update_time, resolve_time, close_time, body)
SELECT 'bench-' || tenant, 'INC-' || (%(first)s + n), 1, 1, 1, 2, 1, 2, 0, 0, 0,
       %(title)s || ' ' || n, 'users/alice', '', '', 'users/bench', time, time, NULL, NULL, %(body)s
FROM generate_series(0, %(count)s - 1) AS n, generate_series(0, 9) AS tenant,
     LATERAL (SELECT timestamptz '2025-01-01' + n * interval '1 second' AS time) AS moment
