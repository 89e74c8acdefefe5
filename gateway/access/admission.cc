#include "gateway/access/admission.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/auth/actor.h"
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

void AddRole(const std::string& role, Principal* principal) {
  std::vector<std::string>& roles = principal->roles;
  if (std::find(roles.begin(), roles.end(), role) != roles.end()) return;
  roles.push_back(role);
  ++principal->granted_roles;
}

void AddTimedRoles(const Known& known, absl::Time now, Principal* principal) {
  for (const Known::TimedRole& timed : known.timed_roles()) {
    const absl::Time end = FromProto(timed.expire_time());
    if (end <= now) continue;
    AddRole(timed.role(), principal);
    principal->roles_end = std::min(principal->roles_end, end);
  }
}

void AddWhatIsKnown(const Known& known, Principal* principal) {
  principal->subject = known.subject();
  for (const std::string& role : known.roles()) AddRole(role, principal);
  if (auth::UsesGroups(principal->roles))
    principal->groups.assign(known.groups().begin(), known.groups().end());
}

}  // namespace

Principal PrincipalOf(const auth::AccessToken& token) {
  Principal principal;
  principal.tenant = token.tenant;
  principal.subject = token.subject;
  principal.roles = token.roles;
  principal.credential = auth::CredentialOfToken(token.actor);
  principal.expire_time = token.expire_time;
  return principal;
}

absl::StatusOr<Principal> AdmitToken(const auth::AccessToken& token, const Known& known,
                                     absl::Time now) {
  Principal principal = PrincipalOf(token);
  AddTimedRoles(known, now, &principal);
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

absl::StatusOr<Principal> AdmitGuest(const auth::AccessToken& token, absl::string_view tenant,
                                     const Known& known, absl::Time now) {
  if (known.state() != Known::ACTIVE && known.state() != Known::NOT_GRANTED)
    return auth::Refuse("token", "disabled");
  if (IsRevoked(token, known)) return auth::Refuse("token", "revoked");
  RETURN_IF_ERROR(CheckTenant(known));
  if (known.state() != Known::ACTIVE || known.tenant() != tenant) return NotGranted();
  Principal guest = PrincipalOf(token);
  guest.tenant = known.tenant();
  guest.subject = known.subject();
  guest.roles.clear();
  AddTimedRoles(known, now, &guest);
  if (guest.roles.empty()) return NotGranted();
  return guest;
}

absl::Status NotGranted() {
  return errors::Make(absl::StatusCode::kPermissionDenied, errors::Reason::PERMISSION_DENIED,
                      "The caller has no access to the tenant that Steward-Tenant names.");
}

bool StaysAdmitted(const Principal& admitted, const absl::Status& status, absl::Time now) {
  return absl::IsUnavailable(status) && now < admitted.roles_end;
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
  if (!auth::IsOfToken(principal.credential) && principal.expire_time <= now)
    return auth::Refuse("key", "expired");
  if (principal.networks.empty()) return absl::OkStatus();
  const auto parsed = auth::ParseIpAddress(address);
  const bool inside =
      parsed && std::any_of(principal.networks.begin(), principal.networks.end(),
                            [&](const auto& network) { return Contains(network, *parsed); });
  return inside ? absl::OkStatus() : auth::Refuse("key", "address");
}

}  // namespace steward::gateway
