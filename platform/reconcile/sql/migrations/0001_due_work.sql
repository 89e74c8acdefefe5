-- Records that are to be looked at, and in whose hands they are. Apart from their own rows, so that
-- those who look never wait for those who change. A row goes once there is nothing left to do.
CREATE TABLE due_work (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  resource text NOT NULL,
  due_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- How often somebody said that there is something to see: whoever looks notices that it was said
  -- again meanwhile.
  ring_count bigint NOT NULL DEFAULT 1,
  -- How often it could not go on, in a row.
  failure_count bigint NOT NULL DEFAULT 0,
  -- Until then it is in the hands of whoever made claim number claim_count.
  lease_until timestamptz,
  claim_count bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, resource)
) WITH (fillfactor = 50);
CREATE INDEX due_work_by_due_time ON due_work (due_time);

ALTER TABLE due_work ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON due_work
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
-- Whoever looks does so for all tenants.
CREATE POLICY system ON due_work
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE, DELETE ON due_work TO :application_role;
