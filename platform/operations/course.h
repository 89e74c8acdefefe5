#pragma once

// What may become of an operation: pure decisions. Each takes the operation as it is and returns it
// as it is to be.

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "steward/operation/v1/operation.pb.h"

namespace steward::operations {

using operation::v1::Operation;
using operation::v1::OperationError;
using operation::v1::OperationItem;

// How many of its items are in each state.
struct ItemCounts {
  int64_t pending = 0;
  int64_t succeeded = 0;
  int64_t failed = 0;
  int64_t cancelled = 0;

  int64_t all() const { return pending + succeeded + failed + cancelled; }
};

// RUNNING. `draft` says method, creator, whether items are only checked, and how many there are.
Operation Begin(Operation draft, absl::Time now);
// One that is done, or was asked before, stays as it is.
Operation RequestCancel(Operation operation, absl::Time now);
// Counts as they stand. One that is done stays as it is.
Operation Advance(Operation operation, const ItemCounts& counts, absl::Time now);
// The end: FAILED when there is an error, else CANCELLED when items were not worked on for that,
// else SUCCEEDED. It expires after `kept_for`. One that is done stays as it is.
Operation End(Operation operation, const ItemCounts& counts, const absl::Status& error,
              absl::Time now, absl::Duration kept_for);
// The last state of one that is deleted. Errors: ILLEGAL_TRANSITION while it is RUNNING.
absl::StatusOr<Operation> Delete(Operation operation, absl::Time now);

// An error as operations and items keep it: what a client would see of it.
OperationError ErrorOf(const absl::Status& status);
// How long an operation rests after it could not go on so often in a row, at least once: `first`,
// and twice as long each further time, up to 64 times.
absl::Duration RestAfter(int64_t failures, absl::Duration first);

}  // namespace steward::operations
