-- As in the journal's tables.
ALTER POLICY tenant ON ticket
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY ((SELECT NULLIF(current_setting('app.tenants', true), ''))::text[]));
