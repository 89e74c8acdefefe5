-- Columns hold what lists filter and sort by; `body` is the steward.operation.v1.Operation itself.
CREATE TABLE operation (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  method text NOT NULL,
  creator text NOT NULL,
  state smallint NOT NULL,
  done boolean NOT NULL,
  cancel_requested boolean NOT NULL,
  validate_only boolean NOT NULL,
  item_count bigint NOT NULL,
  succeeded_count bigint NOT NULL,
  failed_count bigint NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  end_time timestamptz,
  expire_time timestamptz,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 50);

ALTER TABLE operation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON operation
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY system ON operation FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
CREATE POLICY retention ON operation FOR DELETE
  USING ((SELECT current_setting('app.system', true)) = 'on');
-- Whatever another policy allows.
CREATE POLICY running_ones_stay ON operation AS RESTRICTIVE FOR DELETE
  USING (end_time IS NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON operation TO :application_role;
