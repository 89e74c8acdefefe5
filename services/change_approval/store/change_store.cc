#include "services/change_approval/store/change_store.h"

#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/change_approval/sql.h"

namespace steward::change {
namespace {

namespace sql = change_approval::sql;

constexpr char kSeries[] = "CHG";
constexpr char kPrefix[] = "CHG-";
constexpr char kCreated[] = "dev.steward.change.created.v1";

}  // namespace

ChangeStore::ChangeStore(pg::Pool* pool, const store::CollectionParts& parts)
    : changes(ChangeTable(), parts),
      models(ChangeModelTable(), parts),
      templates(ChangeTemplateTable(), parts),
      pool_(pool) {}

ChangeDecision ChangeStore::PlanCreate(const Call& call, Change change) const {
  ChangeDecision decision = changes.PlanCreate(call, kPrefix, 0, std::move(change), kCreated);
  decision.change.drafts.front().series = kSeries;
  decision.resource.clear_name();
  return decision;
}

ChangeDecision ChangeStore::PlanIncident(const Call& call, const StoredChange& before,
                                         Change opened, absl::string_view event_type) const {
  ChangeDecision decision = changes.PlanChange(call, before, std::move(opened), event_type);
  // Another process opened it.
  if (decision.change.empty()) return decision;
  journal::Write unassigned{&sql::kInsertUnassignedIncident, journal::WriteParams()};
  unassigned.params.Text(call.tenant).Text(resource::IdOf(before.resource.name()));
  decision.change.writes.push_back(std::move(unassigned));
  return decision;
}

absl::Status ChangeStore::EndAssignment(const Call& call, absl::string_view name) const {
  pg::Statement statement{&sql::kDeleteUnassignedIncident, {}, {}};
  statement.params.Text(call.tenant).Text(resource::IdOf(name));
  std::vector<pg::Statement> run = {pg::ScopeTo({call.tenant}), std::move(statement)};
  return pool_->WriteAsSystem(std::move(run), call.deadline).status();
}

absl::StatusOr<std::vector<ChangeStore::Place>> ChangeStore::ListWithoutIncident(
    const Place& last, int limit, absl::Time deadline) const {
  return ListPlaces(sql::kListChangesWithoutIncident, last, limit, deadline);
}

absl::StatusOr<std::vector<ChangeStore::Place>> ChangeStore::ListWithoutApproval(
    const Place& last, int limit, absl::Time deadline) const {
  return ListPlaces(sql::kListChangesWithoutApproval, last, limit, deadline);
}

absl::StatusOr<std::vector<ChangeStore::Place>> ChangeStore::ListPlaces(const pg::Query& query,
                                                                        const Place& last,
                                                                        int limit,
                                                                        absl::Time deadline) const {
  pg::Statement statement{&query, {}, {}};
  statement.params.Int(limit).Text(last.first).Text(last.second);
  ASSIGN_OR_RETURN(const auto results, pool_->ReadAsSystem({std::move(statement)}, deadline));
  const pg::Result& rows = results[0];
  std::vector<Place> places;
  for (int row = 0; row < rows.rows(); ++row)
    places.emplace_back(rows.Text(row, 0), rows.Text(row, 1));
  return places;
}

}  // namespace steward::change
