#include "platform/events/consumer_store.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "platform/events/queries.h"
#include "platform/pg/error.h"
#include "platform/pg/pool.h"
#include "platform/pg/transaction.h"
#include "platform/status/macros.h"

namespace steward::events {
namespace {

using event::v1::Position;
using event::v1::StoredEvent;

// Raised by consumer_overtaken().
constexpr char kOvertaken[] = "SE001";
// A crash of the database may take back the last commits, but never a position without its
// effects or the other way round: they are applied again. So no commit waits for the disk.
constexpr char kSettings[] =
    "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=5s"
    " -c jit=off -c enable_seqscan=off -c plan_cache_mode=force_generic_plan"
    " -c synchronous_commit=off";
constexpr absl::Duration kRunTime = absl::Seconds(10);

std::vector<std::string> TenantsOf(const std::vector<Batch>& batches) {
  std::set<std::string> tenants;
  for (const Batch& batch : batches)
    for (const StoredEvent* stored : batch.events) tenants.insert(stored->tenant());
  return {tenants.begin(), tenants.end()};
}

}  // namespace

bool IsOvertaken(const absl::Status& status) { return pg::SqlState(status) == kOvertaken; }

// What an event's own statements are to blame for (values, constraints, what they raise, a conflict
// that they always meet) stays wrong. All else of PostgreSQL is the state of the database: locks,
// time, space, grants.
bool IsPassing(const absl::Status& status) {
  const std::string state = pg::SqlState(status);
  if (state.empty() || state == kOvertaken || state == "40001") return false;
  return !absl::StartsWith(state, "22") && !absl::StartsWith(state, "23") &&
         !absl::StartsWith(state, "P0");
}

ConsumerStore::ConsumerStore(std::string consumer, std::string producer, std::string conninfo,
                             Effect effect)
    : consumer_(std::move(consumer)),
      producer_(std::move(producer)),
      conninfo_(std::move(conninfo)),
      effect_(std::move(effect)) {}

absl::StatusOr<std::vector<pg::Result>> ConsumerStore::Run(const std::vector<pg::Statement>& run) {
  if (connection_ == nullptr || connection_->broken()) {
    ASSIGN_OR_RETURN(connection_, pg::Connection::Open(conninfo_, kSettings));
  }
  return connection_->Run(run, absl::Now() + kRunTime);
}

absl::StatusOr<std::vector<Place>> ConsumerStore::LoadPlaces(const std::vector<int>& shards) {
  const std::vector<int64_t> numbers(shards.begin(), shards.end());
  std::vector<pg::Statement> run(3);
  run[0] = pg::ScopeToSystem();
  run[1].query = &sql::kOpenPositions;
  run[2].query = &sql::kGetPositions;
  for (size_t i : {1, 2}) run[i].params.Text(consumer_).Text(producer_).SmallArray(numbers);
  ASSIGN_OR_RETURN(auto results, Run(run));
  const pg::Result& rows = results[2];
  std::vector<Place> places(rows.rows());
  for (int row = 0; row < rows.rows(); ++row) {
    Place& place = places[row];
    place.shard = static_cast<int>(rows.Int(row, 0));
    place.position.set_epoch(rows.Int(row, 1));
    place.position.set_offset(rows.Int(row, 2));
    place.position.set_event_id(rows.Text(row, 3));
    place.applied_count = rows.Int(row, 4);
    place.parked = rows.Bool(row, 5);
    place.load_time = absl::Now();
  }
  return places;
}

absl::StatusOr<Known> ConsumerStore::LoadKnown(const std::vector<Batch>& batches) {
  std::vector<std::string> tenants, ids, resources;
  for (const Batch& batch : batches) {
    for (const StoredEvent* stored : batch.events) {
      tenants.push_back(stored->tenant());
      ids.push_back(stored->event().id());
      resources.push_back(stored->event().resource_name());
    }
  }
  std::vector<pg::Statement> run(3);
  run[0] = pg::ScopeTo(TenantsOf(batches));
  run[1].query = &sql::kListConsumed;
  run[1].params.Text(consumer_).TextArray(tenants).TextArray(ids);
  run[2].query = &sql::kListParkedResources;
  run[2].params.Text(consumer_).Text(producer_).TextArray(tenants).TextArray(resources);
  ASSIGN_OR_RETURN(auto results, Run(run));
  Known known;
  for (int i = 0; i < results[1].rows(); ++i) known.consumed.insert(results[1].Text(i, 0));
  for (int i = 0; i < results[2].rows(); ++i)
    known.parked.insert({results[2].Text(i, 0), results[2].Text(i, 1)});
  return known;
}

pg::Statement ConsumerStore::Move(const Place& from, const Position& to, size_t applied) const {
  const Position& at = from.position;
  pg::Statement move{&sql::kMovePosition, {}, {}};
  move.params.Text(consumer_).Text(producer_).Small(static_cast<int16_t>(from.shard));
  move.params.Int(at.epoch()).Int(at.offset()).Text(at.event_id());
  move.params.Int(to.epoch()).Int(to.offset()).Text(to.event_id());
  move.params.Int(static_cast<int64_t>(applied)).Int(from.applied_count);
  return move;
}

pg::Statement ConsumerStore::InsertParked(const StoredEvent& stored, absl::string_view error,
                                          bool waits) const {
  pg::Statement park{&sql::kInsertParked, {}, {}};
  park.params.Text(consumer_).Text(producer_).Text(stored.tenant());
  park.params.Text(stored.event().resource_name()).Int(stored.event().version());
  park.params.Text(stored.event().id()).Bytes(stored.SerializeAsString()).Text(error);
  park.params.Bool(waits);
  return park;
}

// All replicas take positions in the order of their shards, so none waits for another in a circle.
// Consumed events fail before any effect is made again.
std::vector<pg::Statement> ConsumerStore::Begin(const std::vector<Batch>& batches,
                                                const Known& known) const {
  std::vector<const Batch*> by_shard;
  for (const Batch& batch : batches) by_shard.push_back(&batch);
  std::sort(by_shard.begin(), by_shard.end(),
            [](const Batch* a, const Batch* b) { return a->shard() < b->shard(); });
  std::vector<pg::Statement> run = {{&pg::kBegin, {}, {}}, pg::ScopeTo(TenantsOf(batches))};
  std::vector<std::string> tenants, ids;
  for (const Batch* batch : by_shard) {
    run.push_back(Move(batch->from, batch->to(), batch->events.size()));
    for (const StoredEvent* stored : batch->events) {
      if (known.consumed.contains(stored->event().id())) continue;
      tenants.push_back(stored->tenant());
      ids.push_back(stored->event().id());
    }
  }
  run.push_back({&sql::kInsertConsumed, {}, {}});
  run.back().params.Text(consumer_).TextArray(tenants).TextArray(ids);
  return run;
}

absl::Status ConsumerStore::AddEffects(const Batch& batch, const Known& known,
                                       std::vector<pg::Statement>* run, Applied* applied) const {
  for (const StoredEvent* stored : batch.events) {
    const auto& event = stored->event();
    if (known.consumed.contains(event.id())) continue;
    if (known.parked.contains({stored->tenant(), event.resource_name()})) {
      run->push_back(InsertParked(*stored, "an earlier event of the resource is parked", true));
      applied->shards_parked.insert(batch.shard());
      ++applied->parked;
    } else {
      RETURN_IF_ERROR(effect_(*stored, run));
    }
  }
  applied->events += static_cast<int64_t>(batch.events.size());
  return absl::OkStatus();
}

absl::StatusOr<Applied> ConsumerStore::ApplyBatches(const std::vector<Batch>& batches,
                                                    const Known& known) {
  Applied applied;
  std::vector<pg::Statement> run = Begin(batches, known);
  const size_t first_effect = run.size();
  for (const Batch& batch : batches) RETURN_IF_ERROR(AddEffects(batch, known, &run, &applied));
  run.push_back({&pg::kCommit, {}, {}});
  ASSIGN_OR_RETURN(auto results, Run(run));
  for (size_t i = first_effect; i + 1 < results.size(); ++i)
    if (results[i].affected() > 0) applied.changed = true;
  return applied;
}

absl::Status ConsumerStore::Park(const Batch& one, absl::string_view error) {
  std::vector<pg::Statement> run = Begin({one}, {});
  run.push_back(InsertParked(*one.events[0], error, false));
  run.push_back({&pg::kCommit, {}, {}});
  return Run(run).status();
}

absl::Status ConsumerStore::Reposition(const Place& from, const Position& to) {
  return Run({Move(from, to, 0)}).status();
}

}  // namespace steward::events
