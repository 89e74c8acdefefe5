#pragma once

// What may happen to a change model: pure decisions, thread-safe.

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "steward/change/v1/change_model_service.pb.h"

namespace steward::change {

using v1::ChangeModel;

// A new model, ENABLED. Errors: INVALID_FIELD of its stages.
absl::StatusOr<ChangeModel> CreateModel(const ChangeModel& draft, absl::string_view caller,
                                        absl::Time now);

// Applies an update by mask. Errors: INVALID_UPDATE_MASK, INVALID_FIELD.
absl::StatusOr<ChangeModel> UpdateModel(const ChangeModel& current,
                                        const v1::UpdateChangeModelRequest& request,
                                        absl::Time now);

// From ENABLED to DISABLED, and back. Errors: ILLEGAL_TRANSITION.
absl::StatusOr<ChangeModel> DisableModel(const ChangeModel& current, absl::Time now);
absl::StatusOr<ChangeModel> EnableModel(const ChangeModel& current, absl::Time now);

}  // namespace steward::change
