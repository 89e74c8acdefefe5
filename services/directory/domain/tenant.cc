#include "services/directory/domain/tenant.h"

#include "platform/resource/name.h"
#include "services/directory/domain/record.h"

namespace steward::directory {

absl::StatusOr<Tenant> Suspend(const Tenant& current, const std::string& reason,
                               const std::string& operator_tenant, absl::Time now) {
  const std::string state = Tenant::State_Name(current.state());
  if (current.name() == resource::FormatName("tenants", operator_tenant))
    return errors::IllegalTransition(state, "suspend", {"update"});
  if (current.state() != Tenant::ACTIVE)
    return errors::IllegalTransition(state, "suspend", {"resume", "update"});
  Tenant next = current;
  next.set_state(Tenant::SUSPENDED);
  next.set_suspend_reason(reason);
  *next.mutable_update_time() = ToProto(now);
  return next;
}

absl::StatusOr<Tenant> Resume(const Tenant& current, absl::Time now) {
  if (current.state() != Tenant::SUSPENDED)
    return errors::IllegalTransition(Tenant::State_Name(current.state()), "resume",
                                     {"suspend", "update"});
  Tenant next = current;
  next.set_state(Tenant::ACTIVE);
  next.clear_suspend_reason();
  *next.mutable_update_time() = ToProto(now);
  return next;
}

}  // namespace steward::directory
