#pragma once

// Changes, their models and their templates in PostgreSQL. Thread-safe.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/call/call.h"
#include "platform/pg/pool.h"
#include "platform/store/collection.h"
#include "services/change_approval/store/change_tables.h"

namespace steward::change {

using v1::Change;
using v1::ChangeModel;
using v1::ChangeTemplate;
using StoredChange = store::Stored<Change>;
using ChangeDecision = journal::Decision<Change>;

class ChangeStore {
 public:
  ChangeStore(pg::Pool* pool, const store::CollectionParts& parts);

  const store::Collection<Change> changes;
  const store::Collection<ChangeModel> models;
  const store::Collection<ChangeTemplate> templates;

  // A new change, which the journal numbers.
  ChangeDecision PlanCreate(const Call& call, Change change) const;

  // (tenant, id) of changes of all tenants that were backed out and have no incident, or one that
  // is not assigned, at most `limit`, in their order and after `last`.
  using Place = std::pair<std::string, std::string>;
  absl::StatusOr<std::vector<Place>> ListWithoutIncident(const Place& last, int limit,
                                                         absl::Time deadline) const;
  // The same of EMERGENCY changes that were begun, are not closed, and have no approval.
  absl::StatusOr<std::vector<Place>> ListWithoutApproval(const Place& last, int limit,
                                                         absl::Time deadline) const;
  // What makes `opened`, which has the first incident of the change, true; it is not assigned.
  ChangeDecision PlanIncident(const Call& call, const StoredChange& before, Change opened,
                              absl::string_view event_type) const;
  // The incident of the change is assigned, or never will be.
  absl::Status EndAssignment(const Call& call, absl::string_view name) const;

 private:
  absl::StatusOr<std::vector<Place>> ListPlaces(const pg::Query& query, const Place& last,
                                                int limit, absl::Time deadline) const;

  pg::Pool* pool_;
};

}  // namespace steward::change
