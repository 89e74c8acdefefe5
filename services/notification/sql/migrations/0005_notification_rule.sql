-- Columns hold what lists filter and sort by; `body` is the
-- steward.notification.v1.NotificationRule itself, NULL when it was deleted. What is shipped is no
-- row.
CREATE TABLE notification_rule (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  display_name text NOT NULL,
  event_types text[] NOT NULL,
  template text NOT NULL,
  event_class smallint NOT NULL,
  mandatory boolean NOT NULL,
  state smallint NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea,
  PRIMARY KEY (tenant_id, id)
);

ALTER TABLE notification_rule ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notification_rule
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
-- The worker tells the events of all tenants.
CREATE POLICY system ON notification_rule FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE ON notification_rule TO :application_role;
