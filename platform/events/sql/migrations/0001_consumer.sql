-- How far a consumer has come in the shards of a producer. Its row is locked while a batch is
-- applied, so any number of replicas may run.
CREATE TABLE consumer_position (
  consumer text NOT NULL,
  producer text NOT NULL,
  shard smallint NOT NULL,
  epoch bigint NOT NULL DEFAULT 1,
  event_offset bigint NOT NULL DEFAULT 0,
  event_id text NOT NULL DEFAULT '',
  applied_count bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (consumer, producer, shard)
) WITH (fillfactor = 20);

-- Events whose effects are in this database: after a restore of the producer some come again.
CREATE TABLE consumed_event (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  consumer text NOT NULL,
  event_id text NOT NULL,
  consume_time timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, consumer, event_id)
);

-- Events that could not be applied, and later ones of the same resource, kept in order.
CREATE TABLE parked_event (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  consumer text NOT NULL,
  producer text NOT NULL,
  resource text NOT NULL,
  version bigint NOT NULL,
  event_id text NOT NULL,
  stored_event bytea NOT NULL,
  error text NOT NULL,
  attempt_count int NOT NULL DEFAULT 0,
  park_time timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, consumer, producer, resource, version, event_id)
);

ALTER TABLE consumed_event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE parked_event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON consumed_event
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY tenant ON parked_event
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
-- Counting what is parked concerns all tenants.
CREATE POLICY system ON parked_event FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');

GRANT SELECT, INSERT, UPDATE ON consumer_position TO :application_role;
GRANT SELECT, INSERT, DELETE ON consumed_event TO :application_role;
GRANT SELECT, INSERT, UPDATE, DELETE ON parked_event TO :application_role;
