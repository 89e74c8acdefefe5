#include "platform/operations/rights.h"

#include <algorithm>
#include <string>
#include <vector>

#include "platform/auth/actor.h"
#include "platform/auth/permissions.h"
#include "platform/auth/token.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::operations {
namespace {

using identity::v1::Identity;
using identity::v1::Principal;
using Names = google::protobuf::RepeatedPtrField<std::string>;

bool Has(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsGiven(const Principal& known, const std::string& role) {
  return Has(known.roles(), role) ||
         std::any_of(known.timed_roles().begin(), known.timed_roles().end(),
                     [&](const Principal::TimedRole& timed) { return timed.role() == role; });
}

// No token that was issued until then counts (docs/reference/access.md), and none later than that
// can have asked for it.
bool TokensAreRevoked(const Principal& known, absl::Time asked) {
  return known.has_tokens_revoke_time() &&
         asked - auth::kClockLeeway <= FromProto(known.tokens_revoke_time());
}

absl::Status CheckCounts(const Identity& caller, absl::Time asked, const Principal& known) {
  const bool is_refused = known.state() == Principal::REFUSED ||
                          (auth::IsOfToken(caller.credential()) && TokensAreRevoked(known, asked));
  if (is_refused)
    return errors::Make(absl::StatusCode::kPermissionDenied, errors::Reason::CALLER_REFUSED,
                        "Who asked for it may not act any more: their account, their key or their "
                        "tokens do not count.");
  if (known.tenant_suspended())
    return errors::Make(absl::StatusCode::kPermissionDenied, errors::Reason::TENANT_SUSPENDED,
                        "The operator of this installation has suspended the tenant.");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Identity> RightsLeft(const operation::v1::Work& work, absl::Time asked,
                                    const Principal& known) {
  const Identity& caller = work.caller();
  RETURN_IF_ERROR(CheckCounts(caller, asked, known));
  Identity left = caller;
  left.clear_roles();
  left.clear_groups();
  const int vouched = caller.roles_size() - static_cast<int>(caller.granted_role_count());
  for (int i = 0; i < caller.roles_size(); ++i)
    if (i < vouched || IsGiven(known, caller.roles(i))) left.add_roles(caller.roles(i));
  for (const std::string& group : caller.groups())
    if (Has(known.groups(), group)) left.add_groups(group);
  const std::vector<std::string> roles(left.roles().begin(), left.roles().end());
  if (!auth::Allowed(roles, work.permission())) return errors::PermissionDenied(work.permission());
  return left;
}

}  // namespace steward::operations
