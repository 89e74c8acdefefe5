#pragma once

// What may happen to a service account: pure decisions, thread-safe.

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "steward/directory/v1/service_account_service.pb.h"

namespace steward::directory {

using v1::ServiceAccount;

// A new account, ACTIVE. Errors: INVALID_FIELD of roles.
absl::StatusOr<ServiceAccount> CreateAccount(const ServiceAccount& draft, absl::Time now);

// Applies an update by mask. Errors: INVALID_UPDATE_MASK, INVALID_FIELD.
absl::StatusOr<ServiceAccount> UpdateAccount(const ServiceAccount& current,
                                             const v1::UpdateServiceAccountRequest& request,
                                             absl::Time now);

}  // namespace steward::directory
