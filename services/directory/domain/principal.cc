#include "services/directory/domain/principal.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "platform/auth/guest.h"
#include "platform/time/timestamp.h"
#include "services/directory/domain/roles.h"

namespace steward::directory {
namespace {

Principal InState(Principal::State state) {
  Principal principal;
  principal.set_state(state);
  return principal;
}

// Notes that the principal is another one from `time` on.
void NoteChange(absl::Time time, absl::Time now, Principal* principal) {
  if (time <= now || time == absl::InfiniteFuture()) return;
  if (principal->has_change_time() && FromProto(principal->change_time()) <= time) return;
  *principal->mutable_change_time() = ToProto(time);
}

void AddGroups(const std::vector<Tenure>& tenures, absl::Time now, Principal* principal) {
  for (const Tenure& tenure : tenures) {
    for (absl::Time time : {tenure.start, tenure.end}) NoteChange(time, now, principal);
    if (tenure.start <= now && tenure.end > now) principal->add_groups(tenure.group);
  }
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

void AddGranted(const std::vector<GrantedRole>& granted, absl::Time now, Principal* principal) {
  for (const GrantedRole& each : granted) {
    for (absl::Time time : {each.end, each.next_start}) NoteChange(time, now, principal);
    if (each.end <= now) continue;
    Principal::TimedRole& timed = *principal->add_timed_roles();
    timed.set_role(each.role);
    *timed.mutable_expire_time() = ToProto(each.end);
  }
}

std::vector<std::string> NamesForGrants(const Principal& home) {
  std::vector<std::string> names = {absl::AsciiStrToLower(home.subject())};
  for (const std::string& group : home.groups()) names.push_back(absl::AsciiStrToLower(group));
  return names;
}

Principal GuestOf(const Principal& home, const std::string& tenant,
                  const std::vector<GrantedRole>& granted, absl::Time now) {
  if (home.state() == Principal::REFUSED) return RefusedPrincipal();
  Principal guest = InState(Principal::NOT_GRANTED);
  *guest.mutable_revoked_token_ids() = home.revoked_token_ids();
  if (home.has_tokens_revoke_time())
    *guest.mutable_tokens_revoke_time() = home.tokens_revoke_time();
  if (home.state() != Principal::ACTIVE) return guest;
  if (home.has_change_time()) *guest.mutable_change_time() = home.change_time();
  AddGranted(granted, now, &guest);
  if (guest.timed_roles().empty()) return guest;
  guest.set_state(Principal::ACTIVE);
  guest.set_tenant(tenant);
  guest.set_subject(auth::FormatGuest({home.tenant(), home.subject()}));
  return guest;
}

}  // namespace steward::directory
