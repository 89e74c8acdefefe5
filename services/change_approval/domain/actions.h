#pragma once

// What happens to a change: pure decisions, thread-safe. Each takes the change as it is and returns
// it as it is to be; the lifecycle of its kind says which actions a state allows and what they
// need. Errors of all: ILLEGAL_TRANSITION, INVALID_FIELD of what the action needs.

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/change_approval/domain/kind.h"
#include "steward/change/v1/change_service.pb.h"

namespace steward::change {

absl::StatusOr<Change> Assess(const Change& change, absl::Time now);
// `caller` becomes the implementer when it has none, if they are a user. Errors: OUTSIDE_WINDOW.
absl::StatusOr<Change> Start(const Change& change, absl::string_view caller, absl::Time now);
absl::StatusOr<Change> Complete(const Change& change, absl::Time now);
absl::StatusOr<Change> Fail(const Change& change, const std::string& notes, absl::Time now);
absl::StatusOr<Change> BackOut(const Change& change, absl::Time now);
// Whether it is approved is asked elsewhere (authorization.h).
absl::StatusOr<Change> Close(const Change& change, const v1::CloseChangeRequest& request,
                             absl::Time now);
absl::StatusOr<Change> Cancel(const Change& change, const std::string& reason, absl::Time now);

// Carries out an action of the lifecycle that brings nothing along.
absl::StatusOr<Change> Act(const Change& change, absl::string_view action, absl::Time now);

}  // namespace steward::change
