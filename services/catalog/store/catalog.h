#pragma once

// The catalog in PostgreSQL: the only place of the service that sees SQL. Thread-safe.

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/call/call.h"
#include "platform/pg/pool.h"
#include "platform/store/collection.h"
#include "services/catalog/store/tables.h"

namespace steward::catalog {

class Catalog {
 public:
  Catalog(pg::Pool* pool, const store::CollectionParts& parts);

  const store::Collection<v1::CatalogItem> items;
  const store::Collection<v1::CatalogService> services;
  const store::Collection<v1::ConfigurationItem> configuration_items;
  const store::Collection<v1::ServiceOffering> offerings;
  const store::Collection<v1::Subscription> subscriptions;

  // Those of the names of configuration items that there are, whatever the caller may do with them.
  absl::StatusOr<std::set<std::string>> KnownConfigurationItems(
      const Call& call, const std::set<std::string>& names) const;
  // Names of those that need a service or an offering, as they are PUBLISHED: a few of them.
  absl::StatusOr<std::vector<std::string>> PublishedOfferings(const Call& call,
                                                              absl::string_view service) const;
  absl::StatusOr<std::vector<std::string>> PublishedItems(const Call& call,
                                                          absl::string_view offering) const;

 private:
  absl::StatusOr<std::vector<std::string>> Names(const Call& call, pg::Statement statement) const;
  absl::StatusOr<std::vector<std::string>> UsersOf(const Call& call, const pg::Query& query,
                                                   absl::string_view collection,
                                                   absl::string_view name) const;

  pg::Pool* pool_;
};

}  // namespace steward::catalog
