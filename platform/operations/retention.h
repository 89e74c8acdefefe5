#pragma once

// How long operations and their items are kept (platform/retention).

#include "absl/time/time.h"
#include "platform/operations/queries.h"
#include "platform/retention/sweep.h"

namespace steward::operations {

// Operations end when they say (expire_time).
inline retention::Rule OldOperations() {
  return {"operation", &sql::kDeleteOldOperations, absl::ZeroDuration()};
}

// Items without an operation end: of those that were deleted, and of uploads that broke off.
// `upload_max` is the longest that an upload may take, after which it is made an operation at once.
inline retention::Rule LostItems(absl::Duration upload_max) {
  return {"operation_item", &sql::kDeleteLostItems, upload_max + absl::Minutes(10)};
}

}  // namespace steward::operations
