-- exec: a write of the journal ($1 ordinal, $2 tenant, $3 id, $4 version, $5 to $7 columns, $8
-- body)
INSERT INTO notification_template (tenant_id, id, version, display_name, create_time, update_time,
                                   body)
SELECT $2, $3, $4, $5, $6, $7, $8
WHERE journal_number($1) IS NOT NULL
ON CONFLICT (tenant_id, id) DO UPDATE
SET version = excluded.version, display_name = excluded.display_name, create_time =
    excluded.create_time, update_time = excluded.update_time, body = excluded.body
WHERE notification_template.body IS NULL AND notification_template.version = excluded.version - 1
RETURNING journal_done($1)
