#pragma once

// What the roles may do: proto/steward/roles.json, part of the program. Thread-safe.

#include <map>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "platform/call/scope.h"

namespace steward::auth {

// A permission is <collection>.<action>, such as "tickets.create".
class Permissions {
 public:
  // {"internal": [role…], "named": [permission…], "roles": {role: {scope: [pattern…]}}} with the
  // scopes "own", "group" and "tenant". A pattern is a permission, "<collection>.*", "*.<action>"
  // or "*". Named permissions are granted by their full name only; internal roles are those of
  // Steward's own processes.
  static absl::StatusOr<Permissions> Parse(absl::string_view json);

  // The widest scope in which one of the roles has the permission. Unknown roles have none; the
  // empty permission is never granted.
  Scope ScopeOf(absl::Span<const std::string> roles, absl::string_view permission) const;

  // Whether one of the roles has any permission in the scope kGroup, so that it matters which
  // groups its holder belongs to.
  bool UsesGroups(absl::Span<const std::string> roles) const;
  // True if a tenant may give the role to somebody: it exists and is not internal.
  bool IsAssignable(absl::string_view role) const;

 private:
  // What a role has in one scope.
  struct Grants {
    bool all = false;
    absl::flat_hash_set<std::string> exact;
    absl::flat_hash_set<std::string> collections;
    absl::flat_hash_set<std::string> actions;
  };
  using Role = std::map<Scope, Grants>;

  static bool AddPattern(absl::string_view pattern, Grants& grants);
  bool Has(const Grants& grants, absl::string_view permission) const;

  std::map<std::string, Role, std::less<>> roles_;
  absl::flat_hash_set<std::string> internal_, named_;
};

// By the document of the program.
Scope ScopeOf(absl::Span<const std::string> roles, absl::string_view permission);
// Whether any of the roles has the permission, in whatever scope.
bool Allowed(absl::Span<const std::string> roles, absl::string_view permission);
bool UsesGroups(absl::Span<const std::string> roles);
bool IsAssignable(absl::string_view role);

}  // namespace steward::auth
