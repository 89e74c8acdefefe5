-- Most transactions are one tenant's: comparing with one name costs a row a tenth of looking through
-- a list. Neither form can become an index condition and so take the place of a statement's own.
ALTER POLICY tenant ON counter
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY ((SELECT NULLIF(current_setting('app.tenants', true), ''))::text[]));
ALTER POLICY tenant ON request
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY ((SELECT NULLIF(current_setting('app.tenants', true), ''))::text[]));
ALTER POLICY tenant ON journal
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY ((SELECT NULLIF(current_setting('app.tenants', true), ''))::text[]));
