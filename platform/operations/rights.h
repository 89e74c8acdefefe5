#pragma once

// What the caller of an operation may still do while it is carried out. Pure functions,
// thread-safe.

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "steward/identity/v1/principal.pb.h"
#include "steward/operation/v1/work.pb.h"

namespace steward::operations {

// The caller as whom items are worked on: with those of their roles and groups that they had when
// they asked for it, at `asked`, and have still; `known` is what the directory says of them now.
// Errors, which end the operation:
//   CALLER_REFUSED     their account or their key does not count any more, or none of their tokens
//                      of that time
//   TENANT_SUSPENDED
//   PERMISSION_DENIED  what they have left does not grant the permission that it takes
absl::StatusOr<identity::v1::Identity> RightsLeft(const operation::v1::Work& work, absl::Time asked,
                                                  const identity::v1::Principal& known);

}  // namespace steward::operations
