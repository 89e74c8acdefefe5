#pragma once

// What the roles may do: proto/steward/roles.json, part of the program. Thread-safe.

#include <map>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace steward::auth {

// A permission is <collection>.<action>, such as "tickets.create".
class Permissions {
 public:
  // {"internal": [permission…], "roles": {role: [pattern…]}}. A pattern is a permission,
  // "<collection>.*", "*.<action>" or "*". Internal permissions, those of methods that only
  // Steward's own processes call, are granted by their full name only.
  static absl::StatusOr<Permissions> Parse(absl::string_view json);

  // True if one of the roles has the permission. Unknown roles have none; the empty permission is
  // never granted.
  bool Allowed(absl::Span<const std::string> roles, absl::string_view permission) const;

  // True if a tenant may give the role to somebody: it exists and grants nothing internal.
  bool IsAssignable(absl::string_view role) const;

 private:
  struct Grants {
    bool all = false;
    absl::flat_hash_set<std::string> exact;
    absl::flat_hash_set<std::string> collections;
    absl::flat_hash_set<std::string> actions;
  };

  static bool AddPattern(absl::string_view pattern, Grants& grants);
  bool Has(const Grants& grants, absl::string_view permission) const;

  std::map<std::string, Grants, std::less<>> roles_;
  absl::flat_hash_set<std::string> internal_;
};

// By the document of the program.
bool Allowed(absl::Span<const std::string> roles, absl::string_view permission);
bool IsAssignable(absl::string_view role);

}  // namespace steward::auth
