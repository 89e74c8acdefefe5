#pragma once

// Brings a database to the schema of this binary: forward-only, one transaction a migration, safe
// to run by several processes at once.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "platform/pg/query.h"

namespace steward::pg {

// Migrations of one owner, such as the journal or a service; `name` prefixes their names.
struct MigrationSet {
  std::string name;
  std::vector<Migration> migrations;
};

// `owner_conninfo` is of the role that owns the schema. Each `:application_role` in a migration is
// replaced by the quoted name of the role that the service runs under.
absl::Status Migrate(const std::string& owner_conninfo, const std::string& application_role,
                     const std::vector<MigrationSet>& sets);

// FAILED_PRECONDITION when a migration of this binary was not applied. A newer schema is fine. What
// the roles may do is looked at by CheckRoles (roles.h).
absl::Status CheckSchema(const std::string& conninfo, const std::vector<MigrationSet>& sets);

}  // namespace steward::pg
