-- A user without a user name goes by its id.
ALTER TABLE directory_user
  ADD COLUMN user_name text NOT NULL DEFAULT '',
  ADD COLUMN given_name text NOT NULL DEFAULT '',
  ADD COLUMN family_name text NOT NULL DEFAULT '',
  ADD COLUMN deprovisioned boolean NOT NULL DEFAULT false,
  ADD COLUMN folded_user_name text NOT NULL
    GENERATED ALWAYS AS (lower(CASE WHEN user_name = '' THEN id ELSE user_name END)) STORED,
  ADD UNIQUE (tenant_id, folded_user_name);
