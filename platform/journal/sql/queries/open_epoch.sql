-- exec: system; starts a new epoch when this is not the history that wrote last
UPDATE stream s
SET epoch = CASE WHEN s.incarnation = '' THEN s.epoch ELSE s.epoch + 1 END,
    head = CASE WHEN s.incarnation = '' THEN s.head ELSE 0 END,
    head_event_id = CASE WHEN s.incarnation = '' THEN s.head_event_id END,
    incarnation = i.name
FROM (SELECT system_identifier || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS name
      FROM pg_control_system()) i
WHERE s.incarnation <> i.name
