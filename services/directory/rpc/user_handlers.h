#pragma once

// steward.directory.v1.UserService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/directory/store/directory.h"
#include "steward/directory/v1/user_service.pb.h"

namespace steward::directory {

class UserHandlers {
 public:
  explicit UserHandlers(const Directory* directory) : directory_(directory) {}

  absl::StatusOr<v1::User> CreateUser(const Call&, const v1::CreateUserRequest&);
  absl::StatusOr<v1::User> GetUser(const Call&, const v1::GetUserRequest&);
  absl::StatusOr<Encoded<v1::ListUsersResponse>> ListUsers(const Call&,
                                                           const v1::ListUsersRequest&);
  absl::StatusOr<v1::User> UpdateUser(const Call&, const v1::UpdateUserRequest&);
  absl::StatusOr<v1::User> DisableUser(const Call&, const v1::DisableUserRequest&);
  absl::StatusOr<v1::User> EnableUser(const Call&, const v1::EnableUserRequest&);
  absl::StatusOr<v1::User> RevokeUserTokens(const Call&, const v1::RevokeUserTokensRequest&);

  void Register(rpc::Service* service);

 private:
  // Whether what the user refers to exists. Errors: REFERENCE_NOT_FOUND.
  absl::Status CheckReferences(const Call& call, const v1::User& user) const;
  // Whether the tenant keeps an administrator. Errors: LAST_ADMINISTRATOR.
  absl::Status CheckAdministrators(const Call& call, const v1::User& before,
                                   const v1::User& after) const;

  const Directory* directory_;
};

}  // namespace steward::directory
