#include "platform/events/consumer.h"

#include <set>

#include "absl/random/random.h"
#include "absl/time/clock.h"
#include "platform/events/queries.h"
#include "platform/observe/log.h"
#include "platform/pg/error.h"
#include "platform/pg/pool.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::events {
namespace {

using errors::Reason;
using event::v1::Position;
using event::v1::StoredEvent;

constexpr char kListEvents[] = "steward.event.v1.JournalService/ListEvents";
// A page that is refused again and again is tried later, like any other error.
constexpr int kRefusalsMax = 5;
constexpr pg::Query kBegin{"begin", "BEGIN"};
constexpr pg::Query kCommit{"commit", "COMMIT"};
constexpr pg::Query kRollback{"rollback", "ROLLBACK"};
constexpr char kSettings[] =
    "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=5s"
    " -c jit=off -c enable_seqscan=off -c plan_cache_mode=force_generic_plan";

absl::Time Soon() { return absl::Now() + absl::Seconds(10); }

// The database cannot work for the moment, or somebody else holds a lock, whatever the statements
// are.
bool IsPassing(const absl::Status& status) {
  const std::string state = pg::SqlState(status);
  return pg::IsConnectionLost(status) || state == "55P03" || state == "40P01" ||
         (absl::IsUnavailable(status) && !pg::SqlState(status).empty());
}

bool IsRefusal(const absl::Status& status) {
  Reason reason = errors::ReasonOf(status);
  return reason == Reason::EPOCH_CHANGED || reason == Reason::OFFSET_TRIMMED;
}

// Another replica applied the batch first.
absl::Status Overtaken() {
  return errors::Make(absl::StatusCode::kAborted, Reason::CONCURRENT_CHANGE,
                      "Another replica is at this shard.");
}

}  // namespace

// What the database knows of a batch.
struct Consumer::Known {
  std::set<std::string> consumed;
  std::set<std::pair<std::string, std::string>> parked;
};

Consumer::Consumer(Options options) : options_(std::move(options)), thread_([this] { Loop(); }) {}

Consumer::~Consumer() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_one();
  thread_.join();
}

bool Consumer::IsStopping() {
  std::lock_guard lock(mutex_);
  return stopping_;
}

std::vector<observe::Collector> Consumer::AddMetrics() const {
  std::vector<observe::Collector> metrics;
  auto add = [&](const std::string& name, const std::string& help,
                 const std::atomic<int64_t>& count) {
    metrics.push_back(observe::AddCollector(
        name, help, [&count] { return static_cast<double>(count); },
        {{"producer", options_.producer}}, observe::Kind::kCounter));
  };
  add("steward_consumer_applied_total", "Events applied.", applied_);
  add("steward_consumer_parked_total", "Events parked.", parked_);
  add("steward_consumer_gaps_total", "Times that events were trimmed before they were consumed.",
      gaps_);
  return metrics;
}

void Consumer::Heard(int shard, int64_t epoch, int64_t offset) {
  {
    std::lock_guard lock(mutex_);
    if (std::make_pair(epoch, offset) <= reached_[shard]) return;
    rung_[shard] = true;
  }
  woken_.notify_one();
}

void Consumer::WakeAll() {
  {
    std::lock_guard lock(mutex_);
    rung_.assign(journal::kShards, true);
  }
  woken_.notify_one();
}

void Consumer::Reached(int shard, const Position& position) {
  std::lock_guard lock(mutex_);
  reached_[shard] = {position.epoch(), position.offset()};
}

void Consumer::Loop() {
  absl::BitGen random;
  absl::Time next_poll = absl::Now();
  while (true) {
    std::vector<bool> rung(journal::kShards, false);
    {
      std::unique_lock lock(mutex_);
      woken_.wait_until(lock, absl::ToChronoTime(next_poll), [&] {
        for (bool shard : rung_)
          if (shard) return true;
        return stopping_;
      });
      if (stopping_) return;
      rung.swap(rung_);
    }
    if (absl::Now() >= next_poll) {
      rung.assign(journal::kShards, true);
      next_poll = absl::Now() + options_.poll * absl::Uniform(random, 0.8, 1.2);
    }
    for (int shard = 0; shard < journal::kShards; ++shard) {
      if (!rung[shard]) continue;
      absl::Status status = CatchUp(shard);
      if (status.ok() || absl::IsAborted(status)) continue;
      observe::Log(observe::Level::kWarning, "consumer cannot catch up",
                   {{"consumer", options_.name},
                    {"producer", options_.producer},
                    {"shard", shard},
                    {"error", errors::LogText(status)}});
      // The other shards would fail for the same cause; try again soon.
      next_poll = std::min(next_poll, absl::Now() + absl::Milliseconds(500));
      break;
    }
  }
}

absl::Status Consumer::Connect() {
  if (connection_ != nullptr && !connection_->broken()) return absl::OkStatus();
  ASSIGN_OR_RETURN(connection_, pg::Connection::Open(options_.conninfo, kSettings));
  return absl::OkStatus();
}

absl::StatusOr<Position> Consumer::LoadPosition(int shard) {
  std::vector<pg::Statement> run(2);
  run[0].query = &sql::kOpenPosition;
  run[1].query = &sql::kGetPosition;
  for (pg::Statement& statement : run)
    statement.params.Text(options_.name).Text(options_.producer).Small(static_cast<int16_t>(shard));
  ASSIGN_OR_RETURN(auto results, connection_->Run(run, Soon()));
  Position position;
  position.set_epoch(results[1].Int(0, 0));
  position.set_offset(results[1].Int(0, 1));
  position.set_event_id(results[1].Text(0, 2));
  return position;
}

absl::StatusOr<event::v1::ListEventsResponse> Consumer::Fetch(int shard, const Position& after,
                                                              int page_size) {
  event::v1::ListEventsRequest request;
  request.set_shard(shard);
  request.set_page_size(page_size);
  *request.mutable_after() = after;
  event::v1::ListEventsResponse response;
  RETURN_IF_ERROR(options_.client->Call(kListEvents, request, &response, absl::Seconds(5)));
  return response;
}

absl::Status Consumer::CatchUp(int shard) {
  RETURN_IF_ERROR(Connect());
  int refusals = 0;
  while (!IsStopping()) {
    ASSIGN_OR_RETURN(Position from, LoadPosition(shard));
    Reached(shard, from);
    absl::StatusOr<event::v1::ListEventsResponse> page = Fetch(shard, from);
    if (IsRefusal(page.status()) && ++refusals <= kRefusalsMax) {
      RETURN_IF_ERROR(Recover(shard, from, page.status()));
      continue;
    }
    RETURN_IF_ERROR(page.status());
    if (page->events().empty()) return absl::OkStatus();
    Batch batch;
    for (const StoredEvent& stored : page->events()) batch.push_back(&stored);
    ASSIGN_OR_RETURN(Known known, Begin(shard, from, batch));
    absl::Status status = Apply(known, batch);
    if (!status.ok() && !IsPassing(status)) status = ApplyOneByOne(shard, from, batch);
    RETURN_IF_ERROR(status);
    Reached(shard, batch.back()->position());
    if (page->end()) return absl::OkStatus();
  }
  return absl::OkStatus();
}

pg::Statement Consumer::Move(int shard, const Position& from, const Position& to,
                             int64_t applied) const {
  pg::Statement move{&sql::kMovePosition, {}, {}};
  move.params.Text(options_.name).Text(options_.producer).Small(static_cast<int16_t>(shard));
  move.params.Int(from.epoch()).Int(from.offset()).Text(from.event_id());
  move.params.Int(to.epoch()).Int(to.offset()).Text(to.event_id()).Int(applied);
  return move;
}

pg::Statement Consumer::Park(const StoredEvent& stored, absl::string_view error) const {
  pg::Statement park{&sql::kInsertParked, {}, {}};
  park.params.Text(options_.name).Text(options_.producer).Text(stored.tenant());
  park.params.Text(stored.event().resource_name()).Int(stored.event().version());
  park.params.Text(stored.event().id()).Bytes(stored.SerializeAsString()).Text(error);
  return park;
}

pg::Statement Consumer::NoteConsumed(const std::vector<std::string>& tenants,
                                     const std::vector<std::string>& ids) const {
  pg::Statement note{&sql::kInsertConsumed, {}, {}};
  note.params.Text(options_.name).TextArray(tenants).TextArray(ids);
  return note;
}

// Opens the transaction, takes the position and learns what is known of the batch. When the
// process stops here, idle_in_transaction_session_timeout frees the position.
absl::StatusOr<Consumer::Known> Consumer::Begin(int shard, const Position& from,
                                                const Batch& batch) {
  std::set<std::string> tenant_set;
  std::vector<std::string> tenants, ids, resources;
  for (const StoredEvent* stored : batch) {
    tenant_set.insert(stored->tenant());
    tenants.push_back(stored->tenant());
    ids.push_back(stored->event().id());
    resources.push_back(stored->event().resource_name());
  }
  std::vector<pg::Statement> run(5);
  run[0] = {&kBegin, {}, {}};
  run[1] = pg::ScopeTo(std::vector<std::string>(tenant_set.begin(), tenant_set.end()));
  run[2] = Move(shard, from, batch.back()->position(), static_cast<int64_t>(batch.size()));
  run[3].query = &sql::kListConsumed;
  run[3].params.Text(options_.name).TextArray(tenants).TextArray(ids);
  run[4].query = &sql::kListParkedResources;
  run[4].params.Text(options_.name).Text(options_.producer).TextArray(tenants).TextArray(resources);
  ASSIGN_OR_RETURN(auto results, connection_->Run(run, Soon()));
  if (results[2].rows() == 0) {
    RETURN_IF_ERROR(
        connection_->Run(std::vector<pg::Statement>{{&kRollback, {}, {}}}, Soon()).status());
    return Overtaken();
  }
  Known known;
  for (int i = 0; i < results[3].rows(); ++i) known.consumed.insert(results[3].Text(i, 0));
  for (int i = 0; i < results[4].rows(); ++i)
    known.parked.insert({results[4].Text(i, 0), results[4].Text(i, 1)});
  return known;
}

// Ends the transaction that Begin opened.
absl::Status Consumer::Apply(const Known& known, const Batch& batch) {
  std::vector<pg::Statement> run;
  std::vector<std::string> tenants, ids;
  absl::Status status;
  int64_t parked = 0;
  for (const StoredEvent* stored : batch) {
    const auto& event = stored->event();
    if (known.consumed.contains(event.id())) continue;
    tenants.push_back(stored->tenant());
    ids.push_back(event.id());
    if (known.parked.contains({stored->tenant(), event.resource_name()})) {
      run.push_back(Park(*stored, "an earlier event of the resource is parked"));
      ++parked;
    } else {
      status = options_.effect(*stored, &run);
      if (!status.ok()) break;
    }
  }
  if (!status.ok()) {
    RETURN_IF_ERROR(
        connection_->Run(std::vector<pg::Statement>{{&kRollback, {}, {}}}, Soon()).status());
    return status;
  }
  run.push_back(NoteConsumed(tenants, ids));
  run.push_back({&kCommit, {}, {}});
  RETURN_IF_ERROR(connection_->Run(run, Soon()).status());
  applied_ += static_cast<int64_t>(batch.size());
  parked_ += parked;
  if (options_.on_applied != nullptr) options_.on_applied();
  return absl::OkStatus();
}

absl::Status Consumer::ApplyOneByOne(int shard, Position from, const Batch& batch) {
  for (const StoredEvent* stored : batch) {
    RETURN_IF_ERROR(ApplyOrPark(shard, from, *stored));
    from = stored->position();
  }
  return absl::OkStatus();
}

absl::Status Consumer::ApplyOrPark(int shard, const Position& from, const StoredEvent& stored) {
  absl::Duration pause = options_.retry_pause;
  absl::Status status;
  for (int attempt = 1; attempt <= options_.attempts_max; ++attempt) {
    ASSIGN_OR_RETURN(Known known, Begin(shard, from, {&stored}));
    status = Apply(known, {&stored});
    if (status.ok() || IsPassing(status)) return status;
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, absl::ToChronoNanoseconds(pause), [&] { return stopping_; });
    if (stopping_) return status;
    pause *= 2;
  }
  observe::Log(observe::Level::kError, "event parked",
               {{"consumer", options_.name},
                {"event", stored.event().id()},
                {"resource", stored.event().resource_name()},
                {"error", errors::LogText(status)}});
  RETURN_IF_ERROR(Begin(shard, from, {&stored}).status());
  std::vector<pg::Statement> run;
  run.push_back(Park(stored, errors::LogText(status)));
  run.push_back(NoteConsumed({stored.tenant()}, {stored.event().id()}));
  run.push_back({&kCommit, {}, {}});
  RETURN_IF_ERROR(connection_->Run(run, Soon()).status());
  ++applied_;
  ++parked_;
  return absl::OkStatus();
}

}  // namespace steward::events
