-- exec: system. Parameters are arrays with one element a notification: $1 tenant, $2 id, $3 event,
-- $4 its type, $5 class, $6 resource, $7 rule, $8 recipient, $9 reader, $10 channel, $11 state,
-- $12 reason, $13 subject, $14 whether it is confidential, $15 create time, $16 next attempt, $17
-- send time, $18 address, $19 HTML, $20 body, $21 link. What is there stays as it is: its notice was
-- claimed twice.
INSERT INTO notification (tenant_id, id, event_id, event_type, event_class, resource, rule,
                          recipient, reader, channel, state, reason, subject, confidential,
                          create_time, next_attempt_time, send_time, address, html, body,
                          link)
SELECT i.tenant_id, i.id, i.event_id, i.event_type, i.event_class, i.resource, i.rule, i.recipient,
       i.reader, i.channel, i.state, i.reason, i.subject, i.confidential, i.create_time,
       i.next_attempt_time, i.send_time, i.address, i.html,
       i.body, i.link
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::smallint[], $11::smallint[], $12::smallint[], $13::text[],
            $14::boolean[], $15::timestamptz[], $16::timestamptz[], $17::timestamptz[], $18::text[],
            $19::text[], $20::bytea[], $21::bytea[])
       AS i (tenant_id, id, event_id, event_type, event_class, resource, rule, recipient, reader,
             channel, state, reason, subject, confidential, create_time, next_attempt_time,
             send_time, address, html, body, link)
ON CONFLICT (tenant_id, id) DO NOTHING
