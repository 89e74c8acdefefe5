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

Scope ScopeFrom(absl::string_view name) {
  if (name == "own") return Scope::kOwn;
  if (name == "group") return Scope::kGroup;
  return name == "tenant" ? Scope::kTenant : Scope::kNone;
}

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
  const Json* named = document ? document->Find("named") : nullptr;
  const Json* roles = document ? document->Find("roles") : nullptr;
  if (internal == nullptr || named == nullptr || roles == nullptr ||
      roles->kind != Json::Kind::kObject)
    return Refuse("roles need the members \"internal\", \"named\" and \"roles\"");
  Permissions result;
  auto internal_roles = internal->Strings();
  auto names = named->Strings();
  if (!internal_roles || !names) return Refuse("\"internal\" and \"named\" are lists of names");
  result.internal_.insert(internal_roles->begin(), internal_roles->end());
  result.named_.insert(names->begin(), names->end());
  for (const auto& [role, scopes] : roles->members) {
    if (!IsRole(role) || scopes.kind != Json::Kind::kObject)
      return Refuse("a role has a name and a list of patterns for each of its scopes");
    for (const auto& [name, patterns] : scopes.members) {
      const Scope scope = ScopeFrom(name);
      auto list = patterns.Strings();
      if (scope == Scope::kNone || !list)
        return Refuse("a scope is own, group or tenant, with a list");
      for (const std::string& pattern : *list)
        if (!AddPattern(pattern, result.roles_[role][scope]))
          return Refuse("a role has a pattern twice or malformed");
    }
  }
  return result;
}

bool Permissions::Has(const Grants& grants, absl::string_view permission) const {
  if (grants.exact.contains(permission)) return true;
  absl::string_view collection;
  absl::string_view action;
  if (named_.contains(permission) || !Split(permission, collection, action)) return false;
  return grants.all || grants.collections.contains(collection) || grants.actions.contains(action);
}

Scope Permissions::ScopeOf(absl::Span<const std::string> roles,
                           absl::string_view permission) const {
  Scope widest = Scope::kNone;
  for (const std::string& name : roles) {
    auto role = roles_.find(name);
    if (role == roles_.end()) continue;
    for (const auto& [scope, grants] : role->second)
      if (scope > widest && Has(grants, permission)) widest = scope;
  }
  return widest;
}

bool Permissions::UsesGroups(absl::Span<const std::string> roles) const {
  return std::any_of(roles.begin(), roles.end(), [this](const std::string& name) {
    auto role = roles_.find(name);
    return role != roles_.end() && role->second.count(Scope::kGroup) > 0;
  });
}

bool Permissions::IsAssignable(absl::string_view role) const {
  return roles_.find(role) != roles_.end() && !internal_.contains(role);
}

Scope ScopeOf(absl::Span<const std::string> roles, absl::string_view permission) {
  return OfTheProgram().ScopeOf(roles, permission);
}

bool Allowed(absl::Span<const std::string> roles, absl::string_view permission) {
  return ScopeOf(roles, permission) != Scope::kNone;
}

bool UsesGroups(absl::Span<const std::string> roles) { return OfTheProgram().UsesGroups(roles); }

bool IsAssignable(absl::string_view role) { return OfTheProgram().IsAssignable(role); }

}  // namespace steward::auth
