#pragma once

// A group as a SCIM resource. Pure functions, thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "services/directory/scim/json.h"
#include "steward/directory/v1/group.pb.h"

namespace steward::directory::scim {

// The etag of a group with its members. `versions` is the sum of the versions of its memberships,
// which grows with every change of one.
std::string EtagOf(const v1::Group& group, int64_t versions);

// The whole resource, with what only the server sets; canonical. `members` are ids of users.
Json RenderGroup(const v1::Group& group, absl::string_view etag,
                 absl::Span<const std::string> members);

// What a client wants a group to be.
struct GroupDraft {
  // The fields that SCIM knows.
  v1::Group group;
  // Ids of users, sorted, each once. Nothing: not said.
  absl::optional<std::vector<std::string>> members;
};

// Reads a canonical resource. Errors: INVALID_FIELD.
absl::StatusOr<GroupDraft> ReadGroup(const Json& resource);

}  // namespace steward::directory::scim
