-- Operations that are not done, and in whose hands they are. Apart from their rows, so that the
-- writes of workers and those of the journal never wait for each other. `work` is a
-- steward.operation.v1.Work.
CREATE TABLE operation_work (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  operation_id text NOT NULL,
  method text NOT NULL,
  queue_time timestamptz NOT NULL,
  work bytea NOT NULL,
  -- Until then it is in the hands of the worker that made claim number claim_count.
  lease_until timestamptz,
  claim_count bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, operation_id)
) WITH (fillfactor = 50);

ALTER TABLE operation_work ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON operation_work
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY system ON operation_work
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE, DELETE ON operation_work TO :application_role;
