#pragma once

// What may happen to a substitute: pure decisions, thread-safe. Whether the user and the substitute
// exist is asked elsewhere.

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "steward/directory/v1/substitute_service.pb.h"

namespace steward::directory {

using v1::Substitute;

// A new substitute of `user`, such as "users/alice": from now on, when the draft does not say
// otherwise. Errors: INVALID_FIELD when it is the user themself, ends before it begins, or lasts
// longer than 365 days.
absl::StatusOr<Substitute> CreateSubstitute(const Substitute& draft, const std::string& user,
                                            absl::Time now);

// Applies an update by mask; the start falls back to the creation. Errors: INVALID_UPDATE_MASK,
// INVALID_FIELD.
absl::StatusOr<Substitute> UpdateSubstitute(const Substitute& current,
                                            const v1::UpdateSubstituteRequest& request,
                                            absl::Time now);

// A substitute that lasts, ended now. Nothing when it has not begun: then there is to be none.
absl::optional<Substitute> EndSubstitute(const Substitute& current, absl::Time now);

}  // namespace steward::directory
