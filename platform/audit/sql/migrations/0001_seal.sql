-- Up to where the events of each shard are sealed.
CREATE TABLE sealing (
  shard smallint PRIMARY KEY,
  epoch bigint NOT NULL DEFAULT 0,
  event_offset bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 20);
INSERT INTO sealing (shard) SELECT generate_series(0, 7);

-- The hash chain of each tenant: h(n) = SHA-256(h(n-1) || leaf(n)) over its events in the order of
-- the journal, h(0) = 32 zero bytes. A row says what h(sequence) is, where its event stands, and of
-- each event since the row before the first 8 bytes of its leaf, so that a fault can be named.
CREATE TABLE seal (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  sequence bigint NOT NULL,
  epoch bigint NOT NULL,
  event_offset bigint NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  leaves bytea NOT NULL,
  seal_time timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, sequence)
);

-- Signatures of seals, made by the process `key_id`.
CREATE TABLE signed_head (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  sequence bigint NOT NULL,
  sign_time timestamptz NOT NULL,
  key_id text NOT NULL,
  signature bytea NOT NULL,
  PRIMARY KEY (tenant_id, sequence)
);

ALTER TABLE seal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE signed_head ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON seal FOR SELECT
  USING (tenant_id = (SELECT current_setting('app.tenant', true)));
CREATE POLICY tenant ON signed_head FOR SELECT
  USING (tenant_id = (SELECT current_setting('app.tenant', true)));
CREATE POLICY system ON seal
  USING ((SELECT current_setting('app.system', true)) = 'on');
CREATE POLICY system ON signed_head
  USING ((SELECT current_setting('app.system', true)) = 'on');

GRANT SELECT, UPDATE ON sealing TO :application_role;
GRANT SELECT, INSERT ON seal TO :application_role;
GRANT SELECT, INSERT ON signed_head TO :application_role;

-- SHA-256 over the canonical form of an event: the same bytes as platform/audit/canonical.h makes.
CREATE FUNCTION audit_leaf(tenant_id text, resource text, version bigint, event_id uuid, type text,
                           at timestamptz, actor text, event bytea)
RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(
  convert_to(
    concat('steward-audit-event-v1', chr(10),
           octet_length(tenant_id), ':', tenant_id, ',',
           octet_length(resource), ':', resource, ',',
           octet_length(version::text), ':', version, ',',
           '36:', event_id, ',',
           octet_length(type), ':', type, ',',
           octet_length((EXTRACT(epoch FROM at) * 1000000)::bigint::text), ':',
           (EXTRACT(epoch FROM at) * 1000000)::bigint, ',',
           octet_length(actor), ':', actor, ',',
           octet_length(event), ':'),
    'UTF8')
  || event || '\x2c'::bytea);

-- audit_fold(start, leaf): the chain from `start` on over the leaves in their order.
CREATE FUNCTION audit_link(state bytea, start bytea, leaf bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN sha256(COALESCE(state, start) || leaf);
END $$;
CREATE AGGREGATE audit_fold(bytea, bytea) (SFUNC = audit_link, STYPE = bytea);
