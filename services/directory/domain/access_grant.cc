#include "services/directory/domain/access_grant.h"

#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/roles.h"

namespace steward::directory {
namespace {

absl::Status CheckTimes(const AccessGrant& grant, absl::Time now) {
  const absl::Time end = FromProto(grant.expire_time());
  const absl::Duration length = end - FromProto(grant.start_time());
  if (end > now && length > absl::ZeroDuration() && length <= kGrantLengthMax)
    return absl::OkStatus();
  return errors::InvalidField("access_grant.expire_time",
                              "must lie ahead and after start_time, by at most 365 days");
}

}  // namespace

AccessGrant::State StateOf(const AccessGrant& grant, absl::Time now) {
  if (grant.has_revoke_time()) return AccessGrant::REVOKED;
  if (now >= FromProto(grant.expire_time())) return AccessGrant::EXPIRED;
  return now >= FromProto(grant.start_time()) ? AccessGrant::ACTIVE : AccessGrant::PENDING;
}

absl::StatusOr<AccessGrant> CreateGrant(const AccessGrant& draft, const std::string& tenant,
                                        const std::string& creator, absl::Time now) {
  if (draft.grantee_tenant() == tenant)
    return errors::InvalidField(
        "access_grant.grantee_tenant",
        "must be another tenant; users of this one have roles of their own");
  AccessGrant grant = Begin(draft, now);
  if (!grant.has_start_time()) *grant.mutable_start_time() = grant.create_time();
  RETURN_IF_ERROR(CheckTimes(grant, now));
  RETURN_IF_ERROR(SettleRoles("access_grant.roles", grant.mutable_roles()));
  grant.set_creator(creator);
  grant.set_state(StateOf(grant, now));
  return grant;
}

absl::StatusOr<AccessGrant> BreakGlass(const v1::BreakGlassRequest& request,
                                       const std::string& tenant, const std::string& user,
                                       absl::Time now) {
  const absl::Time end =
      request.has_expire_time() ? FromProto(request.expire_time()) : now + kBrokenGlassDefault;
  if (end <= now || end > now + kBrokenGlassMax)
    return errors::InvalidField("expire_time", "must lie ahead, by at most 4 hours");
  AccessGrant grant = Begin(AccessGrant(), now);
  grant.set_grantee_tenant(tenant);
  grant.set_grantee(user);
  grant.add_roles(std::string(kAdministrator));
  grant.set_reason(request.reason());
  *grant.mutable_start_time() = grant.create_time();
  *grant.mutable_expire_time() = ToProto(end);
  grant.set_creator(user);
  grant.set_state(AccessGrant::ACTIVE);
  return grant;
}

absl::StatusOr<AccessGrant> RevokeGrant(const AccessGrant& current, absl::Time now) {
  const AccessGrant::State state = StateOf(current, now);
  if (state != AccessGrant::PENDING && state != AccessGrant::ACTIVE)
    return errors::IllegalTransition(AccessGrant::State_Name(state), "revoke", {});
  AccessGrant revoked = current;
  *revoked.mutable_revoke_time() = ToProto(now);
  *revoked.mutable_update_time() = ToProto(now);
  revoked.set_state(AccessGrant::REVOKED);
  return revoked;
}

}  // namespace steward::directory
