#include "platform/access/held_permissions.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/auth/permissions.h"
#include "platform/status/errors.h"
#include "steward/options/v1/options.pb.h"

namespace steward::access {

std::set<std::string> PermissionsOf(const google::protobuf::Descriptor& type) {
  std::set<std::string> known;
  const RecordRule rule(&type);
  for (const RecordRule::Flag& flag : rule.flags()) known.insert(flag.permission);
  known.insert(rule.InternalPermission());
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& rules = type.field(i)->options().GetExtension(options::v1::field);
    known.insert({rules.write_permission(), rules.read_permission()});
  }
  const auto* service =
      type.file()->pool()->FindServiceByName(absl::StrCat(type.full_name(), "Service"));
  for (int i = 0; service != nullptr && i < service->method_count(); ++i)
    known.insert(service->method(i)->options().GetExtension(options::v1::method).permission());
  known.erase("");
  return known;
}

absl::Status CheckPermissionsExist(const std::set<std::string>& known,
                                   absl::Span<const std::string> permissions) {
  errors::Violations violations;
  for (size_t i = 0; i < permissions.size(); ++i)
    if (known.count(permissions[i]) == 0)
      violations.Add(absl::StrCat("permissions[", i, "]"),
                     "is not a permission of this kind of resource");
  return violations.ToStatus();
}

std::vector<std::string> PermissionsOn(const RecordRule& rule, Viewer viewer,
                                       const google::protobuf::Message& record,
                                       absl::Span<const std::string> permissions) {
  std::vector<std::string> held;
  for (const std::string& permission : permissions) {
    viewer.scope = auth::ScopeOf(viewer.roles, permission);
    if (absl::StartsWith(permission, absl::StrCat(rule.collection(), ".")) &&
        rule.Admits(viewer, record))
      held.push_back(permission);
  }
  return held;
}

}  // namespace steward::access
