-- Marks tickets that only their owners see. Older binaries write none.
ALTER TABLE ticket ADD COLUMN confidential boolean NOT NULL DEFAULT false;
