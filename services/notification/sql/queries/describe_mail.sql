-- rows: system ($1 tenant, $2 id) what columns say of a mail
SELECT n.event_id, n.event_type, n.event_class, n.resource, n.rule, n.recipient, n.reader,
       n.subject, n.confidential, n.attempt_count, n.create_time
FROM notification n
WHERE n.tenant_id = $1 AND n.id = $2
