#include "services/notification/rpc/told_records.h"

#include "absl/strings/str_cat.h"
#include "platform/access/record_rule.h"
#include "platform/auth/permissions.h"
#include "platform/status/errors.h"
#include "services/notification/domain/event_resources.h"

namespace steward::notification {

absl::Status CheckMayRead(const Call& call, absl::Span<const std::string> event_types) {
  for (const std::string& event_type : event_types) {
    const auto* type = ResourceTypeOf(event_type);
    if (type == nullptr) continue;
    const std::string permission = absl::StrCat(access::RecordRule::Of(type).collection(), ".get");
    if (auth::ScopeOf(call.roles, permission) != Scope::kTenant)
      return errors::PermissionDenied(permission);
  }
  return absl::OkStatus();
}

}  // namespace steward::notification
