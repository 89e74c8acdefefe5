#pragma once

// What may happen to a tenant: pure decisions, thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "steward/directory/v1/tenant_service.pb.h"

namespace steward::directory {

using v1::Tenant;

// From ACTIVE to SUSPENDED, for a reason; never the operator's own tenant, such as "operator".
// Errors: ILLEGAL_TRANSITION.
absl::StatusOr<Tenant> Suspend(const Tenant& current, const std::string& reason,
                               const std::string& operator_tenant, absl::Time now);

// From SUSPENDED to ACTIVE. Errors: ILLEGAL_TRANSITION.
absl::StatusOr<Tenant> Resume(const Tenant& current, absl::Time now);

}  // namespace steward::directory
