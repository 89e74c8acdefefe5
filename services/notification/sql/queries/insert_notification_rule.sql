-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $12 columns, $13
-- body), unless the tenant has as many as it may (kRulesMax): whoever counts here comes after
-- all that were committed, as the journal holds the tenant's shard
INSERT INTO notification_rule (tenant_id, id, version, display_name, event_types, template,
                               event_class, mandatory, state, create_time, update_time, body)
SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
WHERE journal_number($1) IS NOT NULL
  AND (SELECT count(*) FROM notification_rule r
       WHERE r.tenant_id = $2 AND r.body IS NOT NULL) < 100
ON CONFLICT (tenant_id, id) DO UPDATE
SET version = excluded.version, display_name = excluded.display_name,
    event_types = excluded.event_types, template = excluded.template,
    event_class = excluded.event_class,
    mandatory = excluded.mandatory, state = excluded.state, create_time = excluded.create_time,
    update_time = excluded.update_time, body = excluded.body
WHERE notification_rule.body IS NULL AND notification_rule.version = excluded.version - 1
RETURNING journal_done($1)
