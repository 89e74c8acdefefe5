#include "services/directory/rpc/user_decisions.h"

#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/directory/domain/hierarchy.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/user.h"
#include "services/directory/rpc/administrators.h"
#include "services/directory/rpc/references.h"

namespace steward::directory {

using v1::User;

absl::Status UserDecisions::CheckUserName(const Call& call, const std::string& id,
                                          const User& user) const {
  ASSIGN_OR_RETURN(const std::string holder,
                   directory_->UserNamed(call, user.user_name().empty() ? id : user.user_name()));
  if (holder.empty() || holder == id) return absl::OkStatus();
  return errors::AlreadyExists(resource::FormatName("users", holder));
}

absl::StatusOr<User> UserDecisions::Create(const Call& call, const std::string& id,
                                           const User& draft) const {
  ASSIGN_OR_RETURN(User user, CreateUser(draft, call.now()));
  RETURN_IF_ERROR(CheckReferences(call, *directory_, "user", nullptr, user));
  RETURN_IF_ERROR(CheckUserName(call, id, user));
  return user;
}

absl::StatusOr<User> UserDecisions::Update(const Call& call, const User& current,
                                           const v1::UpdateUserRequest& request) const {
  ASSIGN_OR_RETURN(User next, UpdateUser(current, request, call.now()));
  RETURN_IF_ERROR(CheckReferences(call, *directory_, "user", &current, next));
  ASSIGN_OR_RETURN(const auto above, directory_->ManagersFrom(call, next.manager()));
  RETURN_IF_ERROR(CheckNoCycle(next.name(), above, "user.manager"));
  ASSIGN_OR_RETURN(const std::string id, resource::IdFromName("users", current.name()));
  RETURN_IF_ERROR(CheckUserName(call, id, next));
  RETURN_IF_ERROR(CheckAdministratorLeft(call, *directory_, current, next));
  return next;
}

absl::StatusOr<User> UserDecisions::Disable(const Call& call, const User& current) const {
  ASSIGN_OR_RETURN(User next, directory::Disable(current, call.now()));
  RETURN_IF_ERROR(CheckAdministratorLeft(call, *directory_, current, next));
  return next;
}

absl::StatusOr<User> UserDecisions::Enable(const Call& call, const User& current) const {
  return EnableProvisioned(current, call.now());
}

absl::StatusOr<User> UserDecisions::Deprovision(const Call& call, const User& current) const {
  User next = directory::Deprovision(current, call.now());
  // The name may come back as somebody else.
  *next.mutable_tokens_revoke_time() = ToProto(call.now());
  RETURN_IF_ERROR(CheckAdministratorLeft(call, *directory_, current, next));
  return next;
}

}  // namespace steward::directory
