#pragma once

// How the members of a group become those that somebody wants it to have. Thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/journal/change.h"
#include "services/directory/store/directory.h"

namespace steward::directory {

// Memberships that one change joins or ends at most: it holds the lock of the tenant's shard.
inline constexpr size_t kMembershipsMax = 500;

// When a change of the members was decided: `now`, or when the last of them changed, as the call of
// somebody else may have begun later and ended before.
absl::Time NowAmong(const std::vector<Directory::Place>& places, absl::Time now);

// Ids of those whose membership among these places of a group has begun and not ended, in their
// order.
std::vector<std::string> MembersAmong(const std::vector<Directory::Place>& places, absl::Time now);

// What makes `wanted` (sorted ids of users) the members of a group with these places, or as much of
// it as one change may hold; then `rest` is true. Who left comes back to the place that was theirs.
// Errors: REFERENCE_NOT_FOUND for a user who does not exist, PERMISSION_DENIED without the
// permission for memberships that each step needs.
absl::StatusOr<journal::Change> PlanMembers(const Call& call, const Directory& directory,
                                            const std::string& group_id,
                                            const std::vector<Directory::Place>& places,
                                            const std::vector<std::string>& wanted, bool* rest);

// What ends the memberships of these places, past and future ones too, or as many as one change may
// hold; then `rest` is true. Errors: PERMISSION_DENIED.
absl::StatusOr<journal::Change> PlanLeaving(const Call& call, const Directory& directory,
                                            const std::vector<Directory::Place>& places,
                                            bool* rest);

}  // namespace steward::directory
