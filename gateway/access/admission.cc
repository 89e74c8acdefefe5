#include "gateway/access/admission.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/auth/permissions.h"
#include "platform/auth/refusal.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::gateway {
namespace {

using Known = identity::v1::Principal;

bool IsRevoked(const auth::AccessToken& token, const Known& known) {
  // Tokens tell no more than the second, by a clock that may have been ahead.
  const absl::Duration leeway = auth::kClockLeeway;
  if (known.has_tokens_revoke_time() &&
      absl::ToUnixSeconds(token.issue_time - leeway) <= known.tokens_revoke_time().seconds())
    return true;
  const auto& revoked = known.revoked_token_ids();
  return !token.token_id.empty() &&
         std::find(revoked.begin(), revoked.end(), token.token_id) != revoked.end();
}

absl::Status CheckTenant(const Known& known) {
  if (!known.tenant_suspended()) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kPermissionDenied, errors::Reason::TENANT_SUSPENDED,
                      "The operator of this installation has suspended the tenant.");
}

// What services take of an identity.
constexpr int kGroupsMax = 1000;
constexpr size_t kGroupBytesMax = 48 * 1024;

// A caller whose groups do not fit would be told of some other fault by every service.
absl::Status CheckGroups(const Principal& principal) {
  size_t bytes = 0;
  for (const std::string& group : principal.groups) bytes += group.size() + 2;
  if (principal.groups.size() <= kGroupsMax && bytes <= kGroupBytesMax) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::QUOTA_EXCEEDED,
                      "The caller belongs to more groups than a call can carry: end some "
                      "memberships.",
                      {{"limit", absl::StrCat(kGroupsMax)}});
}

void AddWhatIsKnown(const Known& known, Principal* principal) {
  principal->subject = known.subject();
  for (const std::string& role : known.roles()) {
    if (std::find(principal->roles.begin(), principal->roles.end(), role) != principal->roles.end())
      continue;
    principal->roles.push_back(role);
    ++principal->granted_roles;
  }
  if (auth::UsesGroups(principal->roles))
    principal->groups.assign(known.groups().begin(), known.groups().end());
}

}  // namespace

Principal PrincipalOf(const auth::AccessToken& token) {
  Principal principal;
  principal.tenant = token.tenant;
  principal.subject = token.subject;
  principal.roles = token.roles;
  principal.credential = "token";
  principal.expire_time = token.expire_time;
  return principal;
}

absl::StatusOr<Principal> AdmitToken(const auth::AccessToken& token, const Known& known) {
  Principal principal = PrincipalOf(token);
  if (known.state() != Known::UNKNOWN) {
    if (known.state() != Known::ACTIVE) return auth::Refuse("token", "disabled");
    if (IsRevoked(token, known)) return auth::Refuse("token", "revoked");
    AddWhatIsKnown(known, &principal);
    RETURN_IF_ERROR(CheckGroups(principal));
  } else if (token.known_subject_only) {
    return auth::Refuse("token", "subject");
  }
  RETURN_IF_ERROR(CheckTenant(known));
  return principal;
}

absl::StatusOr<Principal> AdmitKey(const Known& known) {
  if (known.state() != Known::ACTIVE) return auth::Refuse("key", "unknown");
  RETURN_IF_ERROR(CheckTenant(known));
  Principal principal;
  principal.tenant = known.tenant();
  principal.credential = known.credential();
  principal.expire_time = FromProto(known.expire_time());
  AddWhatIsKnown(known, &principal);
  RETURN_IF_ERROR(CheckGroups(principal));
  for (const std::string& text : known.allowed_networks()) {
    const auto network = auth::ParseNetwork(text);
    if (!network) return auth::Refuse("key", "networks");
    principal.networks.push_back(*network);
  }
  return principal;
}

absl::Status CheckUse(const Principal& principal, absl::string_view address, absl::Time now) {
  // The verifier sees to tokens, and gives them some leeway.
  if (principal.credential != "token" && principal.expire_time <= now)
    return auth::Refuse("key", "expired");
  if (principal.networks.empty()) return absl::OkStatus();
  const auto parsed = auth::ParseIpAddress(address);
  const bool inside =
      parsed && std::any_of(principal.networks.begin(), principal.networks.end(),
                            [&](const auto& network) { return Contains(network, *parsed); });
  return inside ? absl::OkStatus() : auth::Refuse("key", "address");
}

}  // namespace steward::gateway
