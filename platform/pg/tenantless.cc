#include "platform/pg/tenantless.h"

#include "platform/observe/log.h"
#include "platform/observe/metrics.h"
#include "platform/status/errors.h"

namespace steward::pg {
namespace {

observe::Counter& Count() {
  static observe::Counter& counter =
      observe::GetCounter("steward_pg_scopes_without_tenant_total",
                          "Transactions for a tenant that were to begin without one: a fault.");
  return counter;
}

}  // namespace

void ExposeTenantless() { Count(); }

void ReportTenantless() {
  Count().Increment();
  observe::Log(observe::Level::kError, "storage was asked without a tenant", {});
}

absl::Status RefuseTenantless() {
  ReportTenantless();
  return errors::Internal("storage was asked without a tenant");
}

}  // namespace steward::pg
