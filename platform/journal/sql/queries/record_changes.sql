-- rows: one for each event that happened. Parameters are arrays with one element an event:
-- $1 sequence, $2 ordinal of its change, $3 writes of the change, $4 tenant, $5 shard,
-- $6 request key ('' for all events of a change but the one that answers repeats), $7 body hash,
-- $8 resource (without the number when $9 series is set), $9 series, $10 version, $11 event id,
-- $12 type, $13 time, $14 actor, $15 event
WITH given AS MATERIALIZED (
  SELECT journal_numbers() AS numbers
), done AS (
  SELECT d.ordinal::bigint AS ordinal, count(*) AS writes
  FROM unnest(string_to_array(current_setting('journal.done'), ',')) AS d (ordinal)
  WHERE d.ordinal <> ''
  GROUP BY 1
), item AS (
  SELECT i.*, g.numbers[i.ordinal] AS number
  FROM given g
  CROSS JOIN unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::smallint[],
                    $6::bytea[], $7::bytea[], $8::text[], $9::text[], $10::bigint[], $11::bytea[],
                    $12::text[], $13::timestamptz[], $14::text[], $15::bytea[])
         AS i (sequence, ordinal, writes, tenant_id, shard, key, body_hash, resource, series,
               version, event_id, type, time, actor, event)
), kept AS (
  SELECT i.sequence, i.tenant_id, i.shard, i.key, i.body_hash, i.version, i.type, i.time, i.actor,
         i.event, encode(i.event_id, 'hex')::uuid AS event_id,
         CASE WHEN i.series = '' THEN i.resource
              ELSE i.resource || i.number END AS resource,
         row_number() OVER (PARTITION BY i.shard ORDER BY i.sequence) AS rank
  FROM item i
  LEFT JOIN done d ON d.ordinal = i.ordinal
  -- A change without writes happens unless it is a repeat. A number that was given out must be used:
  -- otherwise the group is undone and the change alone.
  WHERE CASE WHEN d.writes = i.writes THEN true
             WHEN i.writes = 0 THEN i.number IS NOT NULL
             WHEN d.writes IS NULL
                  AND (i.series = '' OR i.number IS NULL) THEN false
             ELSE journal_half_done(i.ordinal) END
), grown AS (
  SELECT k.shard, count(*) AS total, (array_agg(k.event_id ORDER BY k.rank DESC))[1] AS last_id
  FROM kept k
  GROUP BY k.shard
), heads AS (
  UPDATE stream s
  SET head = s.head + g.total, head_event_id = g.last_id
  FROM grown g
  WHERE s.shard = g.shard
  RETURNING s.shard, s.epoch, s.head - g.total AS base
), requests AS (
  INSERT INTO request (tenant_id, key, body_hash, resource, version, create_time)
  SELECT k.tenant_id, k.key, k.body_hash, k.resource, k.version, k.time
  FROM kept k
  WHERE k.key <> ''
), events AS (
  INSERT INTO journal (tenant_id, resource, version, shard, epoch, event_offset, event_id, type,
                       time, actor, event)
  SELECT k.tenant_id, k.resource, k.version, k.shard, h.epoch, h.base + k.rank, k.event_id, k.type,
         k.time, k.actor, k.event
  FROM kept k
  JOIN heads h ON h.shard = k.shard
)
SELECT k.sequence, k.resource, k.shard, h.epoch, h.base + k.rank
FROM kept k
JOIN heads h ON h.shard = k.shard
ORDER BY k.sequence
