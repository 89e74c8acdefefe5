#include "services/directory/domain/user.h"

#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/roles.h"
#include "services/directory/domain/time_zone.h"

namespace steward::directory {
namespace {

absl::StatusOr<User> Settled(User user) {
  if (!user.time_zone().empty() && !IsTimeZone(user.time_zone()))
    return errors::InvalidField("user.time_zone",
                                "must be a name of the IANA database, such as \"Europe/Berlin\"");
  RETURN_IF_ERROR(SettleRoles("user.roles", user.mutable_roles()));
  return user;
}

}  // namespace

absl::StatusOr<User> CreateUser(const User& draft, absl::Time now) {
  return Settled(BeginActive(draft, now));
}

absl::StatusOr<User> UpdateUser(const User& current, const v1::UpdateUserRequest& request,
                                absl::Time now) {
  ASSIGN_OR_RETURN(User next, Patch(current, request.user(), request.update_mask(), "user", now));
  return Settled(std::move(next));
}

bool Administers(const User& user) {
  return user.state() == User::ACTIVE && HasRole(user.roles(), kAdministrator);
}

absl::Status CheckAdministratorLeft(const User& before, const User& after, int64_t others) {
  if (!Administers(before) || Administers(after) || others > 0) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::LAST_ADMINISTRATOR,
                      "This is the last active user with the role tenant_admin.");
}

}  // namespace steward::directory
