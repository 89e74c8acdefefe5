-- Items are there before their operation, as they arrive, and until they are swept after it. `input`
-- is what is to be done, empty once nothing is; `body` is the steward.operation.v1.OperationItem.
CREATE TABLE operation_item (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  operation_id text NOT NULL,
  line bigint NOT NULL,
  state smallint NOT NULL,
  resource text NOT NULL DEFAULT '',
  input bytea NOT NULL,
  create_time timestamptz NOT NULL DEFAULT now(),
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, operation_id, line)
) WITH (fillfactor = 85);

ALTER TABLE operation_item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON operation_item
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY system ON operation_item
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE, DELETE ON operation_item TO :application_role;
