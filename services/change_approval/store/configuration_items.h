#pragma once

// The configuration items that changes name, as far as this service has heard of them from the
// catalog, which may be down: what is not found here is looked for once more when it has caught up
// with the catalog, so that an item which was just recorded is known.

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "platform/call/call.h"
#include "platform/people/catch_up.h"
#include "platform/pg/connection.h"
#include "platform/pg/pool.h"
#include "steward/catalog/v1/configuration_item.pb.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::change {

using ItemNames = google::protobuf::RepeatedPtrField<std::string>;

// The statement of an event's effect: the item as it is after it.
pg::Statement UpsertConfigurationItem(const event::v1::StoredEvent& stored,
                                      const catalog::v1::ConfigurationItem& item);

// Thread-safe.
class ConfigurationItems {
 public:
  // Without `catch_up` there is no catalog, and no item is looked for.
  ConfigurationItems(pg::Pool* pool, people::CatchUp catch_up)
      : pool_(pool), catch_up_(std::move(catch_up)) {}

  // Those of `after` that are not among `before`. `field` is the one that lists them, such as
  // "change.configuration_items". Errors, beside those of reading:
  //   REFERENCE_NOT_FOUND  there is none in the tenant; the same for one of another tenant
  //   REFERENCE_DISABLED   it is RETIRED
  //   UNAVAILABLE          it is not known here, and the catalog cannot be asked
  absl::Status Check(const Call& call, const ItemNames& before, const ItemNames& after,
                     absl::string_view field) const;

 private:
  // By name, whether it is in use.
  using Known = std::map<std::string, bool>;
  absl::StatusOr<Known> Find(const Call& call, const std::vector<std::string>& names) const;

  pg::Pool* const pool_;
  const people::CatchUp catch_up_;
};

}  // namespace steward::change
