-- Marks tickets of VIPs. Older binaries write none.
ALTER TABLE ticket ADD COLUMN vip boolean NOT NULL DEFAULT false;
