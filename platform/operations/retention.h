#pragma once

// How long operations and their items are kept (platform/retention).

#include "absl/time/time.h"
#include "platform/operations/queries.h"
#include "platform/retention/sweep.h"

namespace steward::operations {

inline constexpr absl::Duration kKeptFor = absl::Hours(30 * 24);

// Operations end `age` after they were done.
inline retention::Rule OldOperations(absl::Duration age) {
  return {"operation", &sql::kDeleteOldOperations, age};
}

// Items without an operation end: of those that were deleted, and of uploads that broke off. An
// upload takes no longer than its call, which is a minute.
inline retention::Rule LostItems() {
  return {"operation_item", &sql::kDeleteLostItems, absl::Minutes(10)};
}

}  // namespace steward::operations
