-- Newest offset of each shard. A restore or a failover with loss starts a new epoch.
CREATE TABLE stream (
  shard smallint PRIMARY KEY,
  epoch bigint NOT NULL DEFAULT 1,
  head bigint NOT NULL DEFAULT 0,
  head_event_id uuid,
  trimmed_epoch bigint NOT NULL DEFAULT 1,
  trimmed_to bigint NOT NULL DEFAULT 0,
  incarnation text NOT NULL DEFAULT ''
) WITH (fillfactor = 20);
INSERT INTO stream (shard) SELECT generate_series(0, 7);

-- Last number given out in a series of names, such as INC.
CREATE TABLE counter (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  series text NOT NULL,
  value bigint NOT NULL,
  PRIMARY KEY (tenant_id, series)
) WITH (fillfactor = 20);

-- Which change a request id made: what settles repeats and unknown outcomes.
CREATE TABLE request (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  key bytea NOT NULL,
  body_hash bytea NOT NULL,
  resource text NOT NULL,
  version bigint NOT NULL,
  create_time timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, key)
);

-- One row for each change of a resource. `event` is a steward.event.v1.Event without what the
-- columns hold; its resource lacks the name.
CREATE TABLE journal (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  resource text NOT NULL,
  version bigint NOT NULL,
  shard smallint NOT NULL,
  epoch bigint NOT NULL,
  event_offset bigint NOT NULL,
  event_id uuid NOT NULL,
  type text NOT NULL,
  time timestamptz NOT NULL,
  actor text NOT NULL,
  event bytea NOT NULL,
  PRIMARY KEY (tenant_id, resource, version)
);
CREATE UNIQUE INDEX journal_by_offset ON journal (shard, epoch, event_offset);

ALTER TABLE counter ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE request ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE journal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- Most transactions are one tenant's: comparing with one name costs a row a tenth of looking through
-- a list. Neither form can become an index condition and so take the place of a statement's own. The
-- list is made once a statement, in the subselect; the outer cast only tells the parser that ANY takes
-- an array.
CREATE POLICY tenant ON counter
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY tenant ON request
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY tenant ON journal
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
-- Consumers read the events of all tenants of a shard.
CREATE POLICY system ON journal FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');

GRANT SELECT, UPDATE ON stream TO :application_role;
GRANT SELECT, INSERT, UPDATE ON counter TO :application_role;
GRANT SELECT, INSERT ON request TO :application_role;
GRANT SELECT, INSERT ON journal TO :application_role;

-- The number that the group gave to a new resource of change `ordinal`, 0 for a change that needs
-- none, NULL for a repeated request, which must not take effect. Every write of a change asks it.
CREATE FUNCTION journal_number(ordinal bigint) RETURNS bigint LANGUAGE sql STABLE
RETURN (current_setting('journal.numbers')::bigint[])[ordinal];

-- Notes that a write of change `ordinal` found its row. Every write returns it.
CREATE FUNCTION journal_done(ordinal bigint) RETURNS text LANGUAGE sql VOLATILE
RETURN set_config('journal.done', current_setting('journal.done') || ',' || ordinal, true);

-- The same for statements that many changes share: the numbers by ordinal, and all ordinals done.
CREATE FUNCTION journal_numbers() RETURNS bigint[] LANGUAGE sql STABLE
RETURN current_setting('journal.numbers')::bigint[];
CREATE FUNCTION journal_all_done(ordinals bigint[]) RETURNS text LANGUAGE sql VOLATILE
RETURN set_config('journal.done',
                  current_setting('journal.done') || ',' ||
                  COALESCE(array_to_string(ordinals, ','), ''), true);

-- A change over several rows happens whole or not at all.
CREATE FUNCTION journal_half_done(ordinal bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'change % matched only some of its rows', ordinal USING ERRCODE = '40001';
END $$;
