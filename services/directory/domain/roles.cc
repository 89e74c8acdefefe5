#include "services/directory/domain/roles.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/auth/permissions.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::directory {

absl::Status SettleRoles(absl::string_view field, Roles* roles) {
  errors::Violations violations;
  for (int i = 0; i < roles->size(); ++i)
    if (!auth::IsAssignable(roles->Get(i)))
      violations.Add(absl::StrCat(field, "[", i, "]"), "is not a role that can be given");
  RETURN_IF_ERROR(violations.ToStatus());
  std::vector<std::string> settled(roles->begin(), roles->end());
  std::sort(settled.begin(), settled.end());
  settled.erase(std::unique(settled.begin(), settled.end()), settled.end());
  roles->Assign(settled.begin(), settled.end());
  return absl::OkStatus();
}

bool AreSame(const Roles& some, const Roles& others) {
  return std::set<std::string>(some.begin(), some.end()) ==
         std::set<std::string>(others.begin(), others.end());
}

bool HasRole(const Roles& roles, absl::string_view role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

}  // namespace steward::directory
