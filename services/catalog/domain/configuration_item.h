#pragma once

// What may happen to a configuration item: pure decisions, thread-safe. Whether what it refers to
// exists is asked elsewhere.

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "steward/catalog/v1/configuration_item_service.pb.h"

namespace steward::catalog {

using v1::ConfigurationItem;

// A new item, IN_USE. `name` is the one that it will have. Errors: INVALID_FIELD of relations.
absl::StatusOr<ConfigurationItem> CreateConfigurationItem(const ConfigurationItem& draft,
                                                          const std::string& name, absl::Time now);

// Applies an update by mask. Errors: INVALID_UPDATE_MASK, INVALID_FIELD.
absl::StatusOr<ConfigurationItem> UpdateConfigurationItem(
    const ConfigurationItem& current, const v1::UpdateConfigurationItemRequest& request,
    absl::Time now);

// From IN_USE to RETIRED, and back. Errors: ILLEGAL_TRANSITION.
absl::StatusOr<ConfigurationItem> Retire(const ConfigurationItem& current, absl::Time now);
absl::StatusOr<ConfigurationItem> Restore(const ConfigurationItem& current, absl::Time now);

}  // namespace steward::catalog
