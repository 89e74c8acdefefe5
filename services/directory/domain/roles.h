#pragma once

// Roles that a tenant gives to users and service accounts. Thread-safe.

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"

namespace steward::directory {

using Roles = google::protobuf::RepeatedPtrField<std::string>;

inline constexpr absl::string_view kAdministrator = "tenant_admin";

// Sorts the roles and leaves each once. `field` is their path, such as "user.roles". Errors:
// INVALID_FIELD for each that is not one (proto/steward/roles.json) or that nobody can be given.
absl::Status SettleRoles(absl::string_view field, Roles* roles);

// Whether both are the same roles, in whatever order and however often.
bool AreSame(const Roles& some, const Roles& others);

bool HasRole(const Roles& roles, absl::string_view role);

}  // namespace steward::directory
