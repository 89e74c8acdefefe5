-- Changes whose incident was opened and is not in the queue of its group yet.
CREATE TABLE unassigned_incident (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  change_id text NOT NULL,
  PRIMARY KEY (tenant_id, change_id)
);

ALTER TABLE unassigned_incident ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON unassigned_incident
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
-- Whoever opens incidents looks for them in all tenants.
CREATE POLICY system ON unassigned_incident FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, DELETE ON unassigned_incident TO :application_role;
