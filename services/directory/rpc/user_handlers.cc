#include "services/directory/rpc/user_handlers.h"

#include "platform/status/macros.h"
#include "services/directory/domain/hierarchy.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/user.h"

namespace steward::directory {

using v1::User;

absl::Status UserHandlers::CheckReferences(const Call& call, const User& user) const {
  RETURN_IF_ERROR(directory_->users.CheckReference(call, user.manager(), "user.manager"));
  RETURN_IF_ERROR(
      directory_->organizations.CheckReference(call, user.organization(), "user.organization"));
  return directory_->locations.CheckReference(call, user.location(), "user.location");
}

absl::Status UserHandlers::CheckAdministrators(const Call& call, const User& before,
                                               const User& after) const {
  if (!Administers(before) || Administers(after)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const int64_t others, directory_->CountOtherAdministrators(call, after.name()));
  return CheckAdministratorLeft(before, after, others);
}

absl::StatusOr<User> UserHandlers::CreateUser(const Call& call,
                                              const v1::CreateUserRequest& request) {
  return directory_->users.Create(
      call, request, request.user_id(), EventType("user", "created"),
      [&]() -> absl::StatusOr<User> {
        ASSIGN_OR_RETURN(User user, directory::CreateUser(request.user(), call.now()));
        RETURN_IF_ERROR(CheckReferences(call, user));
        return user;
      });
}

absl::StatusOr<User> UserHandlers::GetUser(const Call& call, const v1::GetUserRequest& request) {
  return directory_->users.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListUsersResponse>> UserHandlers::ListUsers(
    const Call& call, const v1::ListUsersRequest& request) {
  return directory_->users.List<v1::ListUsersResponse>(call, request);
}

absl::StatusOr<User> UserHandlers::UpdateUser(const Call& call,
                                              const v1::UpdateUserRequest& request) {
  const User& patch = request.user();
  return directory_->users.Change(
      call, request, patch.name(), patch.etag(), EventType("user", "updated"),
      [&](const User& current) -> absl::StatusOr<User> {
        ASSIGN_OR_RETURN(User next, directory::UpdateUser(current, request, call.now()));
        RETURN_IF_ERROR(CheckReferences(call, next));
        ASSIGN_OR_RETURN(const auto above, directory_->ManagersFrom(call, next.manager()));
        RETURN_IF_ERROR(CheckNoCycle(next.name(), above, "user.manager"));
        RETURN_IF_ERROR(CheckAdministrators(call, current, next));
        return next;
      });
}

absl::StatusOr<User> UserHandlers::DisableUser(const Call& call,
                                               const v1::DisableUserRequest& request) {
  return directory_->users.Change(call, request, request.name(), request.etag(),
                                  EventType("user", "disabled"),
                                  [&](const User& current) -> absl::StatusOr<User> {
                                    ASSIGN_OR_RETURN(User next, Disable(current, call.now()));
                                    RETURN_IF_ERROR(CheckAdministrators(call, current, next));
                                    return next;
                                  });
}

absl::StatusOr<User> UserHandlers::EnableUser(const Call& call,
                                              const v1::EnableUserRequest& request) {
  return directory_->users.Change(call, request, request.name(), request.etag(),
                                  EventType("user", "enabled"),
                                  [&](const User& current) { return Enable(current, call.now()); });
}

absl::StatusOr<User> UserHandlers::RevokeUserTokens(const Call& call,
                                                    const v1::RevokeUserTokensRequest& request) {
  return directory_->users.Change(
      call, request, request.name(), request.etag(), EventType("user", "tokens_revoked"),
      [&](const User& current) { return RevokeTokens(current, request.token_id(), call.now()); });
}

void UserHandlers::Register(rpc::Service* service) {
  service->Handle("CreateUser", this, &UserHandlers::CreateUser)
      .Handle("GetUser", this, &UserHandlers::GetUser)
      .Handle("ListUsers", this, &UserHandlers::ListUsers)
      .Handle("UpdateUser", this, &UserHandlers::UpdateUser)
      .Handle("DisableUser", this, &UserHandlers::DisableUser)
      .Handle("EnableUser", this, &UserHandlers::EnableUser)
      .Handle("RevokeUserTokens", this, &UserHandlers::RevokeUserTokens);
}

}  // namespace steward::directory
