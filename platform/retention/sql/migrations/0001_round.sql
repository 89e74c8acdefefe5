-- When the last round over a table began: of all replicas, one makes the next.
CREATE TABLE retention_round (
  table_name text PRIMARY KEY,
  start_time timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON retention_round TO :application_role;
