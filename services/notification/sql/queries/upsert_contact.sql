-- exec: an effect ($1 tenant, $2 name, $3 version, $4 active, $5 display name, $6 email, $7 locale,
-- $8 time zone)
INSERT INTO contact AS c (tenant_id, name, version, active, display_name, email, locale, time_zone)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (tenant_id, name) DO UPDATE
SET version = excluded.version, active = excluded.active, display_name = excluded.display_name,
    email = excluded.email, locale = excluded.locale, time_zone = excluded.time_zone
WHERE c.version < excluded.version
