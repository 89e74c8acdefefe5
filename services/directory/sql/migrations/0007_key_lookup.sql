-- Who calls with a key is asked before the tenant is known.
CREATE INDEX api_key_by_key_id ON api_key (key_id);
CREATE POLICY system ON api_key FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
CREATE POLICY system ON service_account FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
