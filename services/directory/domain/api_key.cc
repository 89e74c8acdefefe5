#include "services/directory/domain/api_key.h"

#include <string>

#include "absl/strings/str_cat.h"
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

}  // namespace steward::directory
