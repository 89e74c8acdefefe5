-- Records that are confidential, or a VIP's, at present, and who is told of them even so. Mails that
-- wait are judged by it before they are sent.
CREATE TABLE hidden_record (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  name text NOT NULL,
  owners text[] NOT NULL,
  PRIMARY KEY (tenant_id, name)
);

ALTER TABLE hidden_record ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON hidden_record
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' = ANY (
           (SELECT NULLIF(current_setting('app.tenants', true), '')::text[])::text[]));
CREATE POLICY system ON hidden_record FOR SELECT
  USING ((SELECT current_setting('app.system', true)) = 'on');
GRANT SELECT, INSERT, UPDATE, DELETE ON hidden_record TO :application_role;
