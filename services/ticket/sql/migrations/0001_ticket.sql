-- Columns hold what lists filter and sort by; `body` is the steward.ticket.v1.Ticket itself.
CREATE TABLE ticket (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  kind smallint NOT NULL,
  state smallint NOT NULL,
  priority smallint NOT NULL,
  impact smallint NOT NULL,
  urgency smallint NOT NULL,
  hold_reason smallint NOT NULL,
  resolution_code smallint NOT NULL,
  reopen_count bigint NOT NULL,
  title text NOT NULL,
  requester text NOT NULL,
  assignee text NOT NULL,
  assignment_group text NOT NULL,
  creator text NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  resolve_time timestamptz,
  close_time timestamptz,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 85);
CREATE INDEX ticket_by_create_time ON ticket (tenant_id, create_time, id);

ALTER TABLE ticket ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON ticket
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON ticket TO :application_role;
