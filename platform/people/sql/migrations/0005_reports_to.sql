-- Whom the user reports to. A consumer that began before knows it of users that changed since.
ALTER TABLE known_user ADD COLUMN manager text NOT NULL DEFAULT '';
