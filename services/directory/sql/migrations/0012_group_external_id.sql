ALTER TABLE directory_group
  ADD COLUMN external_id text NOT NULL DEFAULT '',
  ADD COLUMN deprovisioned boolean NOT NULL DEFAULT false;
