#pragma once

// Resource names (AIP-122): "tickets/INC-1", "webhooks/WHK-1/deliveries/0199…".
// An id matches [A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?. All functions are thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::resource {

// True when `id` may be the last part of a resource name.
bool IsId(absl::string_view id);

// "INC-1" of ("tickets", "tickets/INC-1"). Errors: INVALID_FIELD of field "name".
absl::StatusOr<std::string> IdFromName(absl::string_view collection, absl::string_view name);

// "tickets/INC-1" of ("tickets", "INC-1").
std::string FormatName(absl::string_view collection, absl::string_view id);

// Ids of a resource that lives in another one.
struct NestedId {
  std::string parent;
  std::string child;
};

// {"WHK-1", "D1"} of ("webhooks", "deliveries", "webhooks/WHK-1/deliveries/D1").
// Errors: INVALID_FIELD of field "name".
absl::StatusOr<NestedId> NestedIdFromName(absl::string_view parent_collection,
                                          absl::string_view collection, absl::string_view name);

// "webhooks/WHK-1/deliveries/D1" of ("webhooks", "WHK-1", "deliveries", "D1").
std::string FormatNestedName(absl::string_view parent_collection, absl::string_view parent_id,
                             absl::string_view collection, absl::string_view id);

}  // namespace steward::resource
