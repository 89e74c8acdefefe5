-- Events may end. The restrictive policy holds whatever another one allows: nobody deletes an event
-- while acting for a tenant, one that is younger than 14 days, one that is not sealed, or one that
-- readers are not told of.
CREATE POLICY retention ON journal FOR DELETE
  USING ((SELECT current_setting('app.system', true)) = 'on');
CREATE POLICY kept_ones_stay ON journal AS RESTRICTIVE FOR DELETE
  USING ((SELECT current_setting('app.system', true)) = 'on'
         AND time < now() - interval '14 days'
         AND EXISTS (SELECT FROM sealing k
                     WHERE k.shard = journal.shard
                       AND (journal.epoch, journal.event_offset) <= (k.epoch, k.event_offset))
         AND EXISTS (SELECT FROM stream s
                     WHERE s.shard = journal.shard
                       AND (journal.epoch, journal.event_offset)
                           <= (s.trimmed_epoch, s.trimmed_to)));
GRANT DELETE ON journal TO :application_role;
