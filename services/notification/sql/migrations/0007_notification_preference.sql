-- `body` is the steward.notification.v1.NotificationPreference itself; the id is that of the user.
-- Who never changed theirs has no row.
CREATE TABLE notification_preference (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  body bytea,
  PRIMARY KEY (tenant_id, id)
);

ALTER TABLE notification_preference ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notification_preference
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY system ON notification_preference FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE ON notification_preference TO :application_role;
