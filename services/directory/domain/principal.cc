#include "services/directory/domain/principal.h"

#include <algorithm>

#include "platform/time/timestamp.h"
#include "services/directory/domain/roles.h"

namespace steward::directory {
namespace {

Principal InState(Principal::State state) {
  Principal principal;
  principal.set_state(state);
  return principal;
}

void AddGroups(const std::vector<Tenure>& tenures, absl::Time now, Principal* principal) {
  absl::Time change = absl::InfiniteFuture();
  for (const Tenure& tenure : tenures) {
    for (absl::Time time : {tenure.start, tenure.end})
      if (time > now) change = std::min(change, time);
    if (tenure.start <= now && tenure.end > now) principal->add_groups(tenure.group);
  }
  if (change < absl::InfiniteFuture()) *principal->mutable_change_time() = ToProto(change);
}

}  // namespace

Principal UnknownPrincipal() { return InState(Principal::UNKNOWN); }

Principal RefusedPrincipal() { return InState(Principal::REFUSED); }

Principal PrincipalOf(const KnownUser& known, const std::string& tenant, absl::Time now) {
  const v1::User& user = known.user;
  if (user.state() != v1::User::ACTIVE || known.organization_disabled) return RefusedPrincipal();
  Principal principal = InState(Principal::ACTIVE);
  principal.set_tenant(tenant);
  principal.set_subject(user.name());
  *principal.mutable_roles() = user.roles();
  AddGroups(known.tenures, now, &principal);
  if (user.has_tokens_revoke_time())
    *principal.mutable_tokens_revoke_time() = user.tokens_revoke_time();
  for (const auto& token : user.revoked_tokens()) principal.add_revoked_token_ids(token.token_id());
  return principal;
}

Principal PrincipalOf(const KnownKey& known, absl::Time now) {
  const v1::ApiKey& key = known.key;
  if (key.state() != v1::ApiKey::ACTIVE || FromProto(key.expire_time()) <= now ||
      known.account.state() != v1::ServiceAccount::ACTIVE)
    return RefusedPrincipal();
  Principal principal = InState(Principal::ACTIVE);
  principal.set_tenant(known.tenant);
  principal.set_subject(known.account.name());
  for (const std::string& role : known.account.roles())
    if (key.roles().empty() || HasRole(key.roles(), role)) principal.add_roles(role);
  principal.set_credential(key.name());
  *principal.mutable_expire_time() = key.expire_time();
  *principal.mutable_allowed_networks() = key.allowed_networks();
  return principal;
}

}  // namespace steward::directory
