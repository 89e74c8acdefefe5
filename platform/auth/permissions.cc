#include "platform/auth/permissions.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "platform/auth/json.h"
#include "platform/auth/names.h"
#include "steward/roles.h"

namespace steward::auth {
namespace {

bool IsWord(absl::string_view word) {
  return !word.empty() && absl::ascii_islower(word.front()) &&
         std::all_of(word.begin(), word.end(), [](char c) { return absl::ascii_isalnum(c); });
}

bool Split(absl::string_view permission, absl::string_view& collection, absl::string_view& action) {
  size_t dot = permission.find('.');
  if (dot == absl::string_view::npos) return false;
  collection = permission.substr(0, dot);
  action = permission.substr(dot + 1);
  return true;
}

absl::Status Refuse(absl::string_view why) { return absl::InvalidArgumentError(why); }

// roles.json is part of the program and tested, so it parses.
const Permissions& OfTheProgram() {
  static const auto* permissions = new Permissions(Permissions::Parse(contract::kRoles).value());
  return *permissions;
}

}  // namespace

bool Permissions::AddPattern(absl::string_view pattern, Grants& grants) {
  absl::string_view collection;
  absl::string_view action;
  if (pattern == "*") return grants.all = true;
  if (!Split(pattern, collection, action)) return false;
  if (action == "*" && IsWord(collection)) return grants.collections.emplace(collection).second;
  if (collection == "*" && IsWord(action)) return grants.actions.emplace(action).second;
  return IsWord(collection) && IsWord(action) && grants.exact.emplace(pattern).second;
}

absl::StatusOr<Permissions> Permissions::Parse(absl::string_view json) {
  absl::optional<Json> document = ParseJsonObject(json);
  const Json* internal = document ? document->Find("internal") : nullptr;
  const Json* roles = document ? document->Find("roles") : nullptr;
  if (internal == nullptr || roles == nullptr || roles->kind != Json::Kind::kObject) {
    return Refuse("roles need the members \"internal\" and \"roles\"");
  }
  Permissions result;
  auto internal_names = internal->Strings();
  if (!internal_names) return Refuse("\"internal\" is a list of permissions");
  result.internal_.insert(internal_names->begin(), internal_names->end());
  for (const auto& [role, patterns] : roles->members) {
    auto list = patterns.Strings();
    if (!IsRole(role) || !list) return Refuse("a role has a name and a list of patterns");
    Grants& grants = result.roles_[role];
    for (const std::string& pattern : *list) {
      if (!AddPattern(pattern, grants)) return Refuse("a role has a pattern twice or malformed");
    }
  }
  return result;
}

bool Permissions::Has(const Grants& grants, absl::string_view permission) const {
  if (grants.exact.contains(permission)) return true;
  absl::string_view collection;
  absl::string_view action;
  if (internal_.contains(permission) || !Split(permission, collection, action)) return false;
  return grants.all || grants.collections.contains(collection) || grants.actions.contains(action);
}

bool Permissions::Allowed(absl::Span<const std::string> roles, absl::string_view permission) const {
  return std::any_of(roles.begin(), roles.end(), [this, permission](const std::string& role) {
    auto grants = roles_.find(role);
    return grants != roles_.end() && Has(grants->second, permission);
  });
}

bool Permissions::IsAssignable(absl::string_view role) const {
  auto grants = roles_.find(role);
  if (grants == roles_.end()) return false;
  return std::none_of(internal_.begin(), internal_.end(), [&](const std::string& permission) {
    return grants->second.exact.contains(permission);
  });
}

bool Allowed(absl::Span<const std::string> roles, absl::string_view permission) {
  return OfTheProgram().Allowed(roles, permission);
}

bool IsAssignable(absl::string_view role) { return OfTheProgram().IsAssignable(role); }

}  // namespace steward::auth
