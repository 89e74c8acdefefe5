-- Columns hold what lists filter and sort by; `body` is the steward.ticket.v1.Comment without what is
-- its ticket's. Nobody changes or deletes one.
CREATE TABLE comment (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  ticket_id text NOT NULL,
  id text NOT NULL,
  visibility smallint NOT NULL,
  author text NOT NULL,
  author_role smallint NOT NULL,
  create_time timestamptz NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, ticket_id, id)
);

ALTER TABLE comment ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON comment
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT ON comment TO :application_role;
