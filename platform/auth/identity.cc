#include "platform/auth/identity.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/auth/identity_signer.h"
#include "platform/auth/names.h"
#include "platform/auth/refusal.h"
#include "platform/crypto/hmac.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::auth {
namespace {

constexpr absl::string_view kCredential = "identity";
// In base64 a field of HTTP/2 as long as its library takes one.
constexpr size_t kBytesMax = 48 * 1024;
// Those of a token and those that the directory adds.
constexpr int kRolesMax = 64;
constexpr int kGroupsMax = 1000;
constexpr size_t kEntriesMax = 64 * 1024;
constexpr absl::Duration kClockDifference = absl::Seconds(5);
constexpr absl::Duration kLifetimeMax = absl::Minutes(5);

// Nothing lets whoever sends no credential do or see anything.
bool IsNobody(const identity::v1::Identity& identity) {
  return identity.tenant().empty() && identity.roles().empty() && identity.groups().empty() &&
         identity.credential().empty() && identity.granted_role_count() == 0;
}

bool HasValidTenant(const identity::v1::Identity& identity) {
  return identity.tenant().empty() ? absl::StartsWith(identity.subject(), "services/")
                                   : IsTenant(identity.tenant());
}

bool HasValidRoles(const identity::v1::Identity& identity) {
  return identity.roles_size() <= kRolesMax &&
         std::all_of(identity.roles().begin(), identity.roles().end(),
                     [](const std::string& role) { return IsRole(role); });
}

bool HasValidGroups(const identity::v1::Identity& identity) {
  return identity.groups_size() <= kGroupsMax &&
         std::all_of(identity.groups().begin(), identity.groups().end(),
                     [](const std::string& group) { return IsGroup(group); });
}

}  // namespace

bool IsAnonymous(const identity::v1::Identity& identity) {
  return identity.subject() == kAnonymous;
}

IdentityVerifier::IdentityVerifier(std::string audience, KeySet trusted_keys)
    : audience_(std::move(audience)), trusted_keys_(std::move(trusted_keys)), cache_(kEntriesMax) {}

absl::StatusOr<std::shared_ptr<const identity::v1::Identity>> IdentityVerifier::Verify(
    absl::string_view signed_identity, absl::Time now) {
  if (signed_identity.size() > kBytesMax) return Refuse(kCredential, "size");
  std::string key = crypto::Sha256(signed_identity);
  if (auto known = cache_.Find(key, now)) return *known;
  ASSIGN_OR_RETURN(identity::v1::Identity checked, Check(signed_identity, now));
  auto identity = std::make_shared<const identity::v1::Identity>(std::move(checked));
  cache_.Insert(key, identity, FromProto(identity->expire_time()));
  return identity;
}

absl::StatusOr<identity::v1::Identity> IdentityVerifier::Check(absl::string_view signed_identity,
                                                               absl::Time now) const {
  identity::v1::SignedIdentity envelope;
  if (!envelope.ParseFromArray(signed_identity.data(), static_cast<int>(signed_identity.size()))) {
    return Refuse(kCredential, "format");
  }
  auto trusted = trusted_keys_.find(envelope.key_id());
  if (trusted == trusted_keys_.end()) return Refuse(kCredential, "key");
  if (!trusted->second.key.Verify(absl::StrCat(kIdentityPrefix, envelope.identity()),
                                  envelope.signature())) {
    return Refuse(kCredential, "signature");
  }
  identity::v1::Identity identity;
  if (!identity.ParseFromString(envelope.identity())) return Refuse(kCredential, "format");
  RETURN_IF_ERROR(CheckClaims(identity, trusted->second.subjects, now));
  return identity;
}

absl::Status IdentityVerifier::CheckClaims(const identity::v1::Identity& identity,
                                           absl::string_view subjects, absl::Time now) const {
  if (identity.audience() != audience_) return Refuse(kCredential, "audience");
  absl::Time issued = FromProto(identity.issue_time());
  absl::Time expires = FromProto(identity.expire_time());
  if (issued > now + kClockDifference) return Refuse(kCredential, "future");
  if (expires <= now) return Refuse(kCredential, "expired");
  if (expires <= issued || expires - issued > kLifetimeMax) return Refuse(kCredential, "lifetime");
  if (IsAnonymous(identity))
    return subjects == "*" && IsNobody(identity) ? absl::OkStatus()
                                                 : Refuse(kCredential, "anonymous");
  if (!IsSubject(identity.subject())) return Refuse(kCredential, "subject");
  if (subjects != "*" && subjects != identity.subject()) return Refuse(kCredential, "not_allowed");
  if (!HasValidTenant(identity)) return Refuse(kCredential, "tenant");
  if (!HasValidRoles(identity)) return Refuse(kCredential, "roles");
  if (!HasValidGroups(identity)) return Refuse(kCredential, "groups");
  return absl::OkStatus();
}

}  // namespace steward::auth
