-- As in the journal's tables.
ALTER POLICY tenant ON consumed_event
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY ((SELECT NULLIF(current_setting('app.tenants', true), ''))::text[]));
ALTER POLICY tenant ON parked_event
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY ((SELECT NULLIF(current_setting('app.tenants', true), ''))::text[]));
