#pragma once

// The directory in PostgreSQL: the only place of the service that sees SQL. Thread-safe.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/call/call.h"
#include "platform/pg/pool.h"
#include "platform/store/collection.h"
#include "services/directory/store/tables.h"

namespace steward::directory {

class Directory {
 public:
  Directory(pg::Pool* pool, const store::CollectionParts& parts);

  const store::Collection<v1::User> users;
  const store::Collection<v1::Organization> organizations;
  const store::Collection<v1::Location> locations;
  const store::Collection<v1::Group> groups;
  const store::Collection<v1::Membership> memberships;
  const store::Collection<v1::Substitute> substitutes;
  const store::Collection<v1::ServiceAccount> accounts;
  const store::Collection<v1::ApiKey> keys;
  // In the operator's tenant.
  const store::Collection<v1::Tenant> tenants;

  // A user, an organization or a location and all that stand above it, as far as they exist;
  // nothing for the empty name.
  absl::StatusOr<std::vector<std::string>> ManagersFrom(const Call& call,
                                                        absl::string_view name) const;
  absl::StatusOr<std::vector<std::string>> OrganizationsFrom(const Call& call,
                                                             absl::string_view name) const;
  absl::StatusOr<std::vector<std::string>> LocationsFrom(const Call& call,
                                                         absl::string_view name) const;
  // How many others than this user are active and administer the tenant.
  absl::StatusOr<int64_t> CountOtherAdministrators(const Call& call, absl::string_view user) const;
  // How many keys of an account count at the time of the call.
  absl::StatusOr<int64_t> CountActiveKeys(const Call& call, const std::string& account_id) const;

 private:
  absl::StatusOr<std::vector<std::string>> ListAbove(const Call& call, const pg::Query& query,
                                                     absl::string_view collection,
                                                     absl::string_view name) const;

  pg::Pool* pool_;
};

}  // namespace steward::directory
