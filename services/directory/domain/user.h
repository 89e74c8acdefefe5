#pragma once

// What may happen to a user: pure decisions, thread-safe. Whether what a user refers to exists is
// asked elsewhere.

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "steward/directory/v1/user_service.pb.h"

namespace steward::directory {

using v1::User;

// A new user, ACTIVE. Errors: INVALID_FIELD of time zone and roles.
absl::StatusOr<User> CreateUser(const User& draft, absl::Time now);

// Applies an update by mask. Errors: INVALID_UPDATE_MASK, INVALID_FIELD.
absl::StatusOr<User> UpdateUser(const User& current, const v1::UpdateUserRequest& request,
                                absl::Time now);

// Revokes the token with that id, or all that were issued until now when it is empty. Tokens that
// cannot be valid any longer are forgotten. Errors: QUOTA_EXCEEDED.
absl::StatusOr<User> RevokeTokens(const User& current, absl::string_view token_id, absl::Time now);

// Somebody whom the directory did not know, so that no token of theirs counts: as one whom nobody
// provides. Provisioning or enabling them lets them in, with tokens that are newer.
absl::StatusOr<User> RevokeUnknown(const std::string& id, absl::Time now);

// Whether the user is ACTIVE and has the role tenant_admin.
bool Administers(const User& user);

}  // namespace steward::directory
