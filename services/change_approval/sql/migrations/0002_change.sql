-- Columns hold what lists filter and sort by; `body` is the resource of steward.change.v1 itself.
CREATE TABLE change_model (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  folded_id text NOT NULL GENERATED ALWAYS AS (lower(id)) STORED,
  version bigint NOT NULL,
  title text NOT NULL,
  kind smallint NOT NULL,
  state smallint NOT NULL,
  creator text NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX change_model_by_folded_id ON change_model (tenant_id, folded_id);

CREATE TABLE change_template (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  folded_id text NOT NULL GENERATED ALWAYS AS (lower(id)) STORED,
  version bigint NOT NULL,
  title text NOT NULL,
  impact smallint NOT NULL,
  state smallint NOT NULL,
  creator text NOT NULL,
  updater text NOT NULL,
  approver text NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX change_template_by_folded_id ON change_template (tenant_id, folded_id);

CREATE TABLE change (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  model text NOT NULL,
  kind smallint NOT NULL,
  template text NOT NULL,
  title text NOT NULL,
  impact smallint NOT NULL,
  requester text NOT NULL,
  implementer text NOT NULL,
  creator text NOT NULL,
  planned_start_time timestamptz,
  planned_end_time timestamptz,
  actual_start_time timestamptz,
  actual_end_time timestamptz,
  approval text NOT NULL,
  state smallint NOT NULL,
  backed_out boolean NOT NULL,
  close_code smallint NOT NULL,
  incident text NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 85);
CREATE INDEX change_by_create_time ON change (tenant_id, create_time, id);
CREATE INDEX change_by_planned_start_time ON change (tenant_id, planned_start_time, id);
-- What an incident is to be opened for, in all tenants.
CREATE INDEX change_without_incident ON change (tenant_id, id) WHERE backed_out AND incident = '';

ALTER TABLE change_model ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE change_template ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE change ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON change_model
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY tenant ON change_template
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY tenant ON change
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
-- Whoever opens incidents looks for changes in all tenants.
CREATE POLICY system ON change FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE ON change_model, change_template, change TO :application_role;
