#include "services/directory/domain/api_key.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "platform/auth/network.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/roles.h"

namespace steward::directory {
namespace {

absl::Status CheckRoles(const ApiKey& key, const ServiceAccount& account) {
  errors::Violations violations;
  for (int i = 0; i < key.roles_size(); ++i)
    if (!HasRole(account.roles(), key.roles(i)))
      violations.Add(absl::StrCat("api_key.roles[", i, "]"), "is not a role of the account");
  return violations.ToStatus();
}

absl::Status CheckNetworks(const ApiKey& key) {
  errors::Violations violations;
  for (int i = 0; i < key.allowed_networks_size(); ++i)
    if (!auth::ParseNetwork(key.allowed_networks(i)))
      violations.Add(absl::StrCat("api_key.allowed_networks[", i, "]"),
                     "must be an address or a network, such as 192.0.2.0/24, without bits behind "
                     "the prefix");
  return violations.ToStatus();
}

absl::Status CheckLifetime(absl::Duration lifetime) {
  if (lifetime > absl::ZeroDuration() && lifetime <= kKeyLifetimeMax) return absl::OkStatus();
  return errors::InvalidField("api_key.expire_time", "must lie ahead, by at most 365 days");
}

absl::Status CheckQuota(int64_t active) {
  if (active < kActiveKeysMax) return absl::OkStatus();
  const std::string limit = absl::StrCat(kActiveKeysMax);
  return errors::Make(absl::StatusCode::kResourceExhausted, errors::Reason::QUOTA_EXCEEDED,
                      absl::StrCat("An account may have ", limit, " keys that count; revoke one."),
                      {{"limit", limit}});
}

}  // namespace

absl::StatusOr<ApiKey> CreateKey(const ApiKey& draft, const ServiceAccount& account, int64_t active,
                                 absl::string_view caller, absl::Time now) {
  if (account.state() != ServiceAccount::ACTIVE)
    return errors::IllegalTransition(ServiceAccount::State_Name(account.state()), "createApiKey",
                                     {"enable", "update"});
  RETURN_IF_ERROR(CheckRoles(draft, account));
  RETURN_IF_ERROR(CheckNetworks(draft));
  ApiKey key = BeginActive(draft, now);
  RETURN_IF_ERROR(SettleRoles("api_key.roles", key.mutable_roles()));
  if (!key.has_expire_time()) *key.mutable_expire_time() = ToProto(now + kKeyLifetimeMax);
  RETURN_IF_ERROR(CheckLifetime(FromProto(key.expire_time()) - now));
  RETURN_IF_ERROR(CheckQuota(active));
  key.set_creator(std::string(caller));
  return key;
}

absl::StatusOr<ApiKey> RevokeKey(const ApiKey& current, absl::Time now) {
  if (current.state() != ApiKey::ACTIVE)
    return errors::IllegalTransition(ApiKey::State_Name(current.state()), "revoke", {});
  ApiKey revoked = current;
  revoked.set_state(ApiKey::REVOKED);
  *revoked.mutable_update_time() = ToProto(now);
  return revoked;
}

ApiKey MarkLeaked(const ApiKey& current, absl::Time now) {
  if (current.has_leak_time()) return current;
  ApiKey leaked = current;
  *leaked.mutable_leak_time() = ToProto(now);
  *leaked.mutable_update_time() = ToProto(now);
  return leaked;
}

absl::Time MinuteOf(absl::Time time) {
  return absl::FromUnixSeconds(absl::ToUnixSeconds(time) / 60 * 60);
}

bool UseIsNews(const ApiKey& current, absl::Time now) {
  return !current.has_last_use_time() || FromProto(current.last_use_time()) < MinuteOf(now);
}

}  // namespace steward::directory
