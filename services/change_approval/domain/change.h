#pragma once

// How a change is recorded and planned: pure decisions, thread-safe. What happens to it then is in
// actions.h. Whether what it refers to exists is asked elsewhere.

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/change_approval/domain/kind.h"
#include "steward/change/v1/change_service.pb.h"
#include "steward/change/v1/change_template.pb.h"

namespace steward::change {

using v1::ChangeTemplate;

// A new change. `caller` becomes the creator, and the requester when the draft names none;
// `source` is its template, if its kind has one. Errors: INVALID_FIELD.
absl::StatusOr<Change> Create(const Change& draft, const ChangeModel& model,
                              const ChangeTemplate& source, absl::string_view caller,
                              absl::Time now);

// Applies an update by mask. Returns `change` itself, with its update time, when nothing differs.
// Errors: INVALID_UPDATE_MASK, INVALID_FIELD, ILLEGAL_TRANSITION.
absl::StatusOr<Change> Update(const Change& change, const v1::UpdateChangeRequest& request,
                              const ChangeTemplate& source, absl::Time now);

}  // namespace steward::change
