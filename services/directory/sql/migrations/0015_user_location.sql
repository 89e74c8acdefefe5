-- Where users work was free text: what is no name of a location refers to none.
ALTER TABLE directory_user
  ADD COLUMN location_id text GENERATED ALWAYS AS (
    CASE WHEN location LIKE 'locations/%' THEN substr(location, 11) END) STORED,
  ADD FOREIGN KEY (tenant_id, location_id) REFERENCES location (tenant_id, id);
