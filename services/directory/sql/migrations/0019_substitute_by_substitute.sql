CREATE INDEX substitute_by_substitute ON substitute (tenant_id, substitute_id);
