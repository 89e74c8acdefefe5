#include "services/directory/rpc/administrators.h"

#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/directory/domain/user.h"

namespace steward::directory {
namespace {

template <class Resource>
absl::Status Check(const Call& call, const Directory& directory, const Resource& before,
                   const Resource& after) {
  ASSIGN_OR_RETURN(const bool will_be, directory.IsAdministered(call, after));
  if (will_be) return absl::OkStatus();
  // Who has none already may change everything: that is how they come to have one again.
  ASSIGN_OR_RETURN(const bool is, directory.IsAdministered(call, before));
  if (!is) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::LAST_ADMINISTRATOR,
                      "Nobody who is active would be left with the role tenant_admin.");
}

}  // namespace

absl::Status CheckAdministratorLeft(const Call& call, const Directory& directory,
                                    const v1::User& before, const v1::User& after) {
  return Administers(before) ? Check(call, directory, before, after) : absl::OkStatus();
}

absl::Status CheckAdministratorLeft(const Call& call, const Directory& directory,
                                    const v1::Organization& before, const v1::Organization& after) {
  const bool same = before.parent() == after.parent() && before.state() == after.state();
  return same ? absl::OkStatus() : Check(call, directory, before, after);
}

}  // namespace steward::directory
