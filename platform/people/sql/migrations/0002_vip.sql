-- Whether tickets of the user deserve special care. Older binaries say nothing of it.
ALTER TABLE known_user ADD COLUMN vip boolean NOT NULL DEFAULT false;
