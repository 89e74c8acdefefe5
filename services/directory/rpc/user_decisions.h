#pragma once

// What may happen to a user, whoever asks for it: the rules of the domain, and those that look at
// other records. Each is called within a decision of the journal and has no effects. Thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "services/directory/store/directory.h"
#include "steward/directory/v1/user_service.pb.h"

namespace steward::directory {

class UserDecisions {
 public:
  explicit UserDecisions(const Directory* directory) : directory_(directory) {}

  // A new user with that id. Errors: INVALID_FIELD, REFERENCE_NOT_FOUND, REFERENCE_DISABLED,
  // RESOURCE_ALREADY_EXISTS of the user name.
  absl::StatusOr<v1::User> Create(const Call& call, const std::string& id,
                                  const v1::User& draft) const;
  // Errors: INVALID_UPDATE_MASK, INVALID_FIELD, REFERENCE_NOT_FOUND, REFERENCE_DISABLED,
  // REFERENCE_CYCLE, RESOURCE_ALREADY_EXISTS of the user name, LAST_ADMINISTRATOR.
  absl::StatusOr<v1::User> Update(const Call& call, const v1::User& current,
                                  const v1::UpdateUserRequest& request) const;
  // Errors: ILLEGAL_TRANSITION, LAST_ADMINISTRATOR.
  absl::StatusOr<v1::User> Disable(const Call& call, const v1::User& current) const;
  // Errors: ILLEGAL_TRANSITION.
  absl::StatusOr<v1::User> Enable(const Call& call, const v1::User& current) const;
  // Errors: LAST_ADMINISTRATOR.
  absl::StatusOr<v1::User> Deprovision(const Call& call, const v1::User& current) const;

 private:
  // Whether nobody else has the user name. Errors: RESOURCE_ALREADY_EXISTS.
  absl::Status CheckUserName(const Call& call, const std::string& id, const v1::User& user) const;

  const Directory* directory_;
};

}  // namespace steward::directory
