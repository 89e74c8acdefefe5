-- Ids of consumed events end; the same fence as that of request ids.
CREATE POLICY system ON consumed_event FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
CREATE POLICY retention ON consumed_event FOR DELETE
  USING ((SELECT current_setting('app.system', true)) = 'on');
CREATE POLICY young_ones_stay ON consumed_event AS RESTRICTIVE FOR DELETE
  USING ((SELECT current_setting('app.system', true)) = 'on'
         AND consume_time < now() - interval '72 hours');
