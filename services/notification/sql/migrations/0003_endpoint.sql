-- How the endpoint of a webhook behaves. Written by the worker only, so that its writes and those
-- of the journal never wait for each other.
CREATE TABLE endpoint (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  webhook_id text NOT NULL,
  -- Since when nothing but failures came; NULL after a success.
  first_failure_time timestamptz,
  last_failure_time timestamptz,
  -- No attempt is made before.
  rest_until timestamptz,
  PRIMARY KEY (tenant_id, webhook_id),
  FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 50);

ALTER TABLE endpoint ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON endpoint
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY system ON endpoint
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE ON endpoint TO :application_role;
