#include "platform/events/consumer.h"

#include <algorithm>
#include <set>

#include "absl/time/clock.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::events {
namespace {

using event::v1::Position;

constexpr char kListEvents[] = "steward.event.v1.JournalService/ListEvents";
constexpr char kBatchListEvents[] = "steward.event.v1.JournalService/BatchListEvents";
constexpr absl::Duration kCallTime = absl::Seconds(5);
// After an error, which the other shards would meet as well.
constexpr absl::Duration kErrorRest = absl::Milliseconds(500);
// While another replica is at a shard.
constexpr absl::Duration kOvertakenRest = absl::Milliseconds(100);

bool IsSame(const Place& a, const Place& b) {
  return a.position.epoch() == b.position.epoch() && a.position.offset() == b.position.offset() &&
         a.position.event_id() == b.position.event_id() && a.applied_count == b.applied_count;
}

}  // namespace

Consumer::Consumer(Options options)
    : options_(std::move(options)),
      rung_(options_.poll),
      store_(options_.name, options_.producer, options_.conninfo, options_.effect),
      thread_([this] { Loop(); }) {}

Consumer::~Consumer() {
  rung_.Stop();
  thread_.join();
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
  auto add_now = [&](const std::string& name, const std::string& help,
                     const std::atomic<int64_t>& count) {
    metrics.push_back(observe::AddCollector(name, help,
                                            [&count] { return static_cast<double>(count); },
                                            {{"producer", options_.producer}}));
  };
  add_now("steward_consumer_parked", "Events that are parked.", parked_now_);
  add_now("steward_consumer_lag", "Events of the producer that were not consumed yet.", lag_);
  add("steward_consumer_gaps_total", "Times that events were trimmed before they were consumed.",
      gaps_);
  add("steward_consumer_false_rings_total",
      "Times that the doorbell told of events that the producer does not have.", false_rings_);
  return metrics;
}

void Consumer::Heard(int shard, int64_t epoch, int64_t offset) {
  rung_.Heard(shard, {epoch, offset});
}

void Consumer::WakeAll() { rung_.RingAll(); }

absl::Status Consumer::CatchUp(absl::string_view tenant, absl::Time deadline) {
  const int shard = journal::ShardOf(tenant);
  const auto caller = catch_ups_.Join(shard);
  rung_.Ring(shard);
  if (caller->told.Wait(deadline)) return caller->status;
  return errors::DeadlineExceeded();
}

void Consumer::Loop() {
  while (true) {
    const std::vector<int> shards = rung_.Await();
    if (shards.empty()) return;
    absl::Status status = Round(shards);
    if (status.ok()) status = RetryParked();
    // Most of all while nothing is applied. What cannot be asked stays as it was known.
    NoteLag().IgnoreError();
    if (status.ok() || rung_.stopped()) continue;
    observe::Log(observe::Level::kWarning, "consumer cannot catch up",
                 {{"consumer", options_.name},
                  {"producer", options_.producer},
                  {"error", errors::LogText(status)}});
    catch_ups_.Failed(errors::Unavailable(errors::LogText(status)));
    places_.fill(absl::nullopt);
    rung_.RestAll(std::min(kErrorRest, options_.poll));
  }
}

absl::Status Consumer::Round(const std::vector<int>& shards) {
  const absl::Status status = AskAndApply(shards);
  return IsOvertaken(status) ? StepBack(shards) : status;
}

absl::Status Consumer::AskAndApply(const std::vector<int>& shards) {
  catch_ups_.Asking(shards);
  RETURN_IF_ERROR(LoadPlaces(shards));
  ASSIGN_OR_RETURN(const auto response, Fetch(shards));
  std::set<int> refused(shards.begin(), shards.end());
  std::vector<Batch> batches;
  for (const event::v1::ShardPage& page : response.pages()) {
    const int shard = page.shard();
    if (refused.erase(shard) == 0) continue;
    refusals_[shard] = 0;
    if (!page.end()) rung_.Ring(shard);
    if (page.events().empty()) continue;
    batches.push_back({*places_[shard], {}});
    for (const auto& stored : page.events()) batches.back().events.push_back(&stored);
  }
  if (!batches.empty()) RETURN_IF_ERROR(Apply(batches));
  for (const event::v1::ShardPage& page : response.pages())
    if (page.end()) ReachedEnd(page.shard());
  for (const int shard : refused) RETURN_IF_ERROR(Recover(shard));
  return absl::OkStatus();
}

void Consumer::ReachedEnd(int shard) {
  catch_ups_.Reached(shard);
  if (rung_.WasMisled(shard)) ++false_rings_;
}

// Parked events may be given up at any time; nobody tells.
absl::Status Consumer::LoadPlaces(const std::vector<int>& shards) {
  const absl::Time old = absl::Now() - options_.poll;
  std::vector<int> unknown;
  for (const int shard : shards) {
    const absl::optional<Place>& place = places_[shard];
    if (!place.has_value() || (place->parked && place->load_time < old)) unknown.push_back(shard);
  }
  if (unknown.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<Place> places, store_.LoadPlaces(unknown));
  for (const Place& place : places) {
    places_[place.shard] = place;
    Moved(place.shard, place.position, 0);
  }
  return absl::OkStatus();
}

// The pages of the first shards may fill the answer, so another one is first each time.
absl::StatusOr<event::v1::BatchListEventsResponse> Consumer::Fetch(const std::vector<int>& shards) {
  event::v1::BatchListEventsRequest request;
  ++rounds_;
  for (size_t i = 0; i < shards.size(); ++i) {
    const int shard = shards[(rounds_ + i) % shards.size()];
    auto* position = request.add_positions();
    position->set_shard(shard);
    *position->mutable_after() = places_[shard]->position;
  }
  event::v1::BatchListEventsResponse response;
  RETURN_IF_ERROR(options_.client->Call(kBatchListEvents, request, &response, kCallTime));
  return response;
}

absl::StatusOr<event::v1::ListEventsResponse> Consumer::FetchOne(int shard, const Position& after) {
  event::v1::ListEventsRequest request;
  request.set_shard(shard);
  request.set_page_size(1);
  *request.mutable_after() = after;
  event::v1::ListEventsResponse response;
  RETURN_IF_ERROR(options_.client->Call(kListEvents, request, &response, kCallTime));
  return response;
}

// Leaves the shards whose position moved to the replica that moved it, for a moment, or both would
// go on reading and applying the same events; asks in the others again.
absl::Status Consumer::StepBack(const std::vector<int>& shards) {
  const auto before = places_;
  for (const int shard : shards) places_[shard].reset();
  RETURN_IF_ERROR(LoadPlaces(shards));
  for (const int shard : shards) {
    rung_.Ring(shard);
    if (before[shard].has_value() && IsSame(*before[shard], *places_[shard])) continue;
    places_[shard].reset();
    rung_.Rest(shard, std::min(kOvertakenRest, options_.poll));
  }
  return absl::OkStatus();
}

}  // namespace steward::events
