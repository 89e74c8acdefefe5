#pragma once

// What may happen to a membership: pure decisions, thread-safe.

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "steward/directory/v1/membership_service.pb.h"

namespace steward::directory {

using v1::Membership;

// A new membership: MEMBER and from now on, when the draft does not say otherwise. Errors:
// INVALID_FIELD when it ends before it begins.
absl::StatusOr<Membership> CreateMembership(const Membership& draft, absl::Time now);

// Applies an update by mask; the role falls back to MEMBER, the start to the creation. Errors:
// INVALID_UPDATE_MASK, INVALID_FIELD.
absl::StatusOr<Membership> UpdateMembership(const Membership& current,
                                            const v1::UpdateMembershipRequest& request,
                                            absl::Time now);

}  // namespace steward::directory
