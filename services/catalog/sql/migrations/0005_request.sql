-- Columns hold what lists filter and sort by; `body` is the steward.catalog.v1.Request itself.
CREATE TABLE service_request (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  state smallint NOT NULL,
  item text NOT NULL,
  item_revision bigint NOT NULL,
  offering text NOT NULL,
  title text NOT NULL,
  requester text NOT NULL,
  creator text NOT NULL,
  approval text NOT NULL,
  subscription text NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  end_time timestamptz,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 85);
CREATE INDEX service_request_by_create_time ON service_request (tenant_id, create_time, id);
CREATE INDEX service_request_by_requester ON service_request (tenant_id, requester, create_time);

-- `body` is the steward.catalog.v1.Subscription; ids are those of the requests that left them.
CREATE TABLE subscription (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id text NOT NULL,
  version bigint NOT NULL,
  request text NOT NULL,
  item text NOT NULL,
  offering text NOT NULL,
  title text NOT NULL,
  subscriber text NOT NULL,
  state smallint NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  expire_time timestamptz,
  end_time timestamptz,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 85);
CREATE INDEX subscription_by_create_time ON subscription (tenant_id, create_time, id);
CREATE INDEX subscription_by_subscriber ON subscription (tenant_id, subscriber);

-- What became of the approvals and tickets that were asked for a request, as their events tell: open
-- (1), done (2), failed (3). A version makes sure that an older event changes nothing.
CREATE TABLE related_record (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  name text NOT NULL,
  request text NOT NULL,
  version bigint NOT NULL,
  fate smallint NOT NULL,
  PRIMARY KEY (tenant_id, name)
) WITH (fillfactor = 70);
CREATE INDEX related_record_by_request ON related_record (tenant_id, request);

ALTER TABLE service_request ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON service_request
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON service_request TO :application_role;
ALTER TABLE subscription ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON subscription
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON subscription TO :application_role;
ALTER TABLE related_record ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON related_record
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
GRANT SELECT, INSERT, UPDATE ON related_record TO :application_role;
