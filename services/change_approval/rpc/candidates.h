#pragma once

// Who could be asked in the stages of an approval that is about to be made.

#include <vector>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/people/members.h"
#include "platform/people/people.h"
#include "services/change_approval/domain/approval.h"

namespace steward::approval {

// Checks whom the draft names, and finds the members that its groups have now: for each stage the
// users by name, then those of its groups in their order. Thread-safe. Errors: REFERENCE_NOT_FOUND,
// REFERENCE_DISABLED, UNAVAILABLE.
absl::StatusOr<std::vector<Candidates>> FindCandidates(const Call& call, const Approval& draft,
                                                       const people::People& people,
                                                       const people::Members& members);

// The same without a look at the requester and those excluded.
absl::StatusOr<std::vector<Candidates>> FindApprovers(const Call& call, const Approval& draft,
                                                      const people::People& people,
                                                      const people::Members& members);

}  // namespace steward::approval
