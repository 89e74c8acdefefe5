#pragma once

// steward.access.v1.PermissionService, answered for every type of resource that a method gets: the
// gateway gets it as the caller would, and judges by its type.

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gateway/access/access.h"
#include "gateway/api/api.h"
#include "gateway/local/local_call.h"
#include "platform/access/record_rule.h"

namespace steward::gateway {

// A type of resource that can be got by its name.
struct TestedType {
  const Method* get;
  // Parts of its collection: "users", "*", "substitutes".
  std::vector<std::string> collection;
  // Permissions there are for it.
  std::set<std::string> permissions;
  std::unique_ptr<const access::RecordRule> rule;
};

// Of all methods "Get…" that return a resource. `api` outlives them.
std::vector<TestedType> FindTestedTypes(const Api& api);
// Whose names are like this one; null when there is none.
const TestedType* FindTestedType(const std::vector<TestedType>& types, absl::string_view name);

// What the method works with; all of it outlives it.
struct PermissionContext {
  const Api& api;
  Access& access;
  // Some resources are got from the gateway itself.
  const LocalMethods& methods;
};

// Adds the method of the service.
void AddPermissionMethod(const PermissionContext& context, LocalMethods* methods);

}  // namespace steward::gateway
