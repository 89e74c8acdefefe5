ALTER TABLE api_key ADD COLUMN leak_time timestamptz;
