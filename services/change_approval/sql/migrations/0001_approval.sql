-- Columns hold what lists filter and sort by; `body` is the steward.approval.v1.Approval itself.
CREATE TABLE approval (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  state smallint NOT NULL,
  subject text NOT NULL,
  title text NOT NULL,
  requester text NOT NULL,
  creator text NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  expire_time timestamptz NOT NULL,
  decide_time timestamptz,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 85);
CREATE INDEX approval_by_create_time ON approval (tenant_id, create_time, id);
CREATE INDEX approval_by_subject ON approval (tenant_id, subject);
-- What waits for its expiry, in all tenants: those that are PENDING.
CREATE INDEX approval_by_expire_time ON approval (expire_time, tenant_id, id) WHERE state = 1;

ALTER TABLE approval ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON approval
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
-- Whoever looks for those that have expired reads them in all tenants.
CREATE POLICY system ON approval FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE ON approval TO :application_role;
