-- How often a worker gave a notice back untouched: that is no sign that it ends those who take it.
ALTER TABLE notice ADD COLUMN release_count bigint NOT NULL DEFAULT 0;
