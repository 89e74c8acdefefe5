#pragma once

// The alarm of the second fence: something asks the database for a tenant's rows without a tenant.
// ScopeTo reports it, and the policies show no rows; Pool::Read and PointReader::Read refuse it
// before the database is asked. That it happens at all is a fault of the program.

#include "absl/status/status.h"

namespace steward::pg {

// Makes the metric appear, with 0: an alarm is about what was added to it.
void ExposeTenantless();
// An error in the log, and one more in steward_pg_scopes_without_tenant_total. Thread-safe.
void ReportTenantless();
// The same, as the INTERNAL error that the caller gets instead of rows.
absl::Status RefuseTenantless();

}  // namespace steward::pg
