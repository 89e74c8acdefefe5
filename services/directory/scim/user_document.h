#pragma once

// A user as a SCIM resource. Pure functions, thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "services/directory/scim/json.h"
#include "steward/directory/v1/user.pb.h"

namespace steward::directory::scim {

struct GroupOfUser {
  std::string id;
  std::string display_name;
};

// The whole resource, with what only the server sets; canonical.
Json RenderUser(const v1::User& user, absl::Span<const GroupOfUser> groups);

// What a client wants a user to be.
struct UserDraft {
  // The fields that SCIM knows.
  v1::User user;
  // Nothing: not said.
  absl::optional<bool> active;
  // False: the roles were left out.
  bool has_roles = false;
};

// Reads a canonical resource. Errors: INVALID_FIELD.
absl::StatusOr<UserDraft> ReadUser(const Json& resource);

// Names of the fields that ReadUser fills, but for roles.
std::vector<std::string> FieldsOfUser();

}  // namespace steward::directory::scim
