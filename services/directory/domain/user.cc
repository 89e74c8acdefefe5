#include "services/directory/domain/user.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/roles.h"
#include "services/directory/domain/time_zone.h"

namespace steward::directory {
namespace {

// Tokens are valid for 24 hours at most, and clocks may differ by a minute at both ends.
constexpr absl::Duration kTokenLifeMax = absl::Minutes(24 * 60 + 2);
constexpr int kRevokedTokensMax = 100;

absl::StatusOr<User> Settled(User user) {
  RETURN_IF_ERROR(CheckTimeZone("user.time_zone", user.time_zone()));
  RETURN_IF_ERROR(SettleRoles("user.roles", user.mutable_roles()));
  return user;
}

void ForgetOldTokens(absl::Time now, User* user) {
  auto* tokens = user->mutable_revoked_tokens();
  const auto is_old = [now](const v1::RevokedToken& token) {
    return FromProto(token.revoke_time()) + kTokenLifeMax < now;
  };
  tokens->erase(std::remove_if(tokens->begin(), tokens->end(), is_old), tokens->end());
}

bool IsRevoked(const User& user, absl::string_view token_id) {
  return std::any_of(user.revoked_tokens().begin(), user.revoked_tokens().end(),
                     [token_id](const auto& token) { return token.token_id() == token_id; });
}

absl::Status RevokeOne(absl::string_view token_id, absl::Time now, User* user) {
  if (IsRevoked(*user, token_id)) return absl::OkStatus();
  const std::string limit = absl::StrCat(kRevokedTokensMax);
  if (user->revoked_tokens_size() >= kRevokedTokensMax)
    return errors::Make(absl::StatusCode::kResourceExhausted, errors::Reason::QUOTA_EXCEEDED,
                        absl::StrCat("At most ", limit,
                                     " tokens are revoked one by one; leave out "
                                     "'token_id' to revoke all."),
                        {{"limit", limit}});
  auto* token = user->add_revoked_tokens();
  token->set_token_id(std::string(token_id));
  *token->mutable_revoke_time() = ToProto(now);
  return absl::OkStatus();
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

absl::StatusOr<User> RevokeTokens(const User& current, absl::string_view token_id, absl::Time now) {
  User next = current;
  ForgetOldTokens(now, &next);
  if (token_id.empty())
    *next.mutable_tokens_revoke_time() = ToProto(now);
  else
    RETURN_IF_ERROR(RevokeOne(token_id, now, &next));
  *next.mutable_update_time() = ToProto(now);
  return next;
}

absl::StatusOr<User> RevokeUnknown(const std::string& id, absl::Time now) {
  User draft;
  draft.set_display_name(id);
  ASSIGN_OR_RETURN(const User user, CreateUser(draft, now));
  return RevokeTokens(Deprovision(user, now), "", now);
}

bool Administers(const User& user) {
  return user.state() == User::ACTIVE && HasRole(user.roles(), kAdministrator);
}

}  // namespace steward::directory
