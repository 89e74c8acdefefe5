#pragma once

// The catalog in PostgreSQL: the only place of the service that sees SQL. Thread-safe.

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/pg/pool.h"
#include "platform/store/collection.h"
#include "services/catalog/store/tables.h"

namespace steward::catalog {

class Catalog {
 public:
  Catalog(pg::Pool* pool, const store::CollectionParts& parts);

  const store::Collection<v1::ConfigurationItem> configuration_items;

  // Those of the names of configuration items that there are, whatever the caller may do with them.
  absl::StatusOr<std::set<std::string>> KnownConfigurationItems(
      const Call& call, const std::set<std::string>& names) const;

 private:
  pg::Pool* pool_;
};

}  // namespace steward::catalog
