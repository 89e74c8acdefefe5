-- What a link in a mail says, a steward.identity.v1.Link; it is signed when the mail is sent. Empty:
-- the mail has none.
ALTER TABLE notification ADD COLUMN link bytea NOT NULL DEFAULT '';
