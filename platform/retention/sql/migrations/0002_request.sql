-- Request ids end. The restrictive policy holds whatever another one allows: nobody deletes ids that
-- are younger than what clients are promised, or while acting for a tenant.
CREATE POLICY system ON request FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
CREATE POLICY retention ON request FOR DELETE
  USING ((SELECT current_setting('app.system', true)) = 'on');
CREATE POLICY young_ones_stay ON request AS RESTRICTIVE FOR DELETE
  USING ((SELECT current_setting('app.system', true)) = 'on'
         AND create_time < now() - interval '72 hours');
GRANT DELETE ON request TO :application_role;
