#include "services/directory/rpc/user_handlers.h"

#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/user.h"

namespace steward::directory {

using v1::User;

absl::StatusOr<User> UserHandlers::CreateUser(const Call& call,
                                              const v1::CreateUserRequest& request) {
  return directory_->users.Create(
      call, request, request.user_id(), EventType("user", "created"),
      [&] { return decisions_.Create(call, request.user_id(), request.user()); });
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
      [&](const User& current) { return decisions_.Update(call, current, request); });
}

absl::StatusOr<User> UserHandlers::DisableUser(const Call& call,
                                               const v1::DisableUserRequest& request) {
  return directory_->users.Change(
      call, request, request.name(), request.etag(), EventType("user", "disabled"),
      [&](const User& current) { return decisions_.Disable(call, current); });
}

absl::StatusOr<User> UserHandlers::EnableUser(const Call& call,
                                              const v1::EnableUserRequest& request) {
  return directory_->users.Change(
      call, request, request.name(), request.etag(), EventType("user", "enabled"),
      [&](const User& current) { return decisions_.Enable(call, current); });
}

absl::StatusOr<User> UserHandlers::RevokeUserTokens(const Call& call,
                                                    const v1::RevokeUserTokensRequest& request) {
  // An empty id is more likely a mistake than a wish to revoke all of them.
  if (request.has_token_id() && request.token_id().empty())
    return errors::InvalidField("token_id", "must not be empty; leave it out to revoke all tokens");
  if (request.has_token_id() && request.allow_missing())
    return errors::InvalidField("allow_missing", "is for all tokens; leave 'token_id' out");
  auto revoked = directory_->users.Change(
      call, request, request.name(), request.etag(), EventType("user", "tokens_revoked"),
      [&](const User& current) { return RevokeTokens(current, request.token_id(), call.now()); });
  if (!request.allow_missing() || !absl::IsNotFound(revoked.status())) return revoked;
  ASSIGN_OR_RETURN(const std::string id, resource::IdFromName("users", request.name()));
  return directory_->users.Create(
      call, request, id, EventType("user", "created"),
      [&]() -> absl::StatusOr<User> { return RevokeUnknown(id, call.now()); });
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
