#pragma once

// How substitutes end with a user. Thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/journal/change.h"
#include "services/directory/store/directory.h"

namespace steward::directory {

// What ends the substitutes of a user, and those that the user is, or as many as one change may
// hold; then `rest` is true. Whoever may end the user needs no permission for it.
absl::StatusOr<journal::Change> PlanSubstituteEnds(const Call& call, const Directory& directory,
                                                   const std::string& user_id, bool* rest);

}  // namespace steward::directory
