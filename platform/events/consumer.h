#pragma once

// Applies the events of another service's journal to this service's database, exactly once and in
// order per resource: the position moves in the same transaction as the effects. What leaves the
// database (mail, webhooks, calls) is not an effect: write a job row instead.
//
// A round asks the journal for all shards that are due in one call, and applies what it gets in one
// transaction. Any number of replicas may run; the row of the position decides who works, and the
// others leave the shard to it for a moment.

#include <array>
#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "platform/events/catch_ups.h"
#include "platform/events/consumer_store.h"
#include "platform/events/effect.h"
#include "platform/events/rung_shards.h"
#include "platform/journal/shard.h"
#include "platform/observe/metrics.h"
#include "platform/rpc/client.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::events {

class Consumer {
 public:
  struct Options {
    std::string name;                     // of this consumer, such as "notification"
    std::string producer;                 // service whose journal is followed, such as "ticket"
    std::string conninfo;                 // own database
    const rpc::Client* client = nullptr;  // of the producer
    Effect effect;
    // Called after effects that changed a row were committed, such as to wake a worker. Must not
    // block.
    std::function<void()> on_applied;
    // The journal is asked at least this often, with or without a ring.
    absl::Duration poll = absl::Seconds(5);
    // Attempts before an event is parked, and the pause before the second; it doubles.
    int attempts_max = 5;
    absl::Duration retry_pause = absl::Milliseconds(100);
  };
  explicit Consumer(Options options);
  ~Consumer();

  // A doorbell told that the shard has come to (epoch, offset). Rings that tell nothing new are
  // ignored, as the producer repeats them. Thread-safe.
  void Heard(int shard, int64_t epoch, int64_t offset);
  // Rings may have been missed: ask in all shards. Thread-safe.
  void WakeAll();
  // Blocks until what the producer had committed for a tenant before the call is applied here, in
  // one round trip when nothing is amiss: for what is read in two services. Errors: UNAVAILABLE
  // when the producer cannot be asked or the events not applied, DEADLINE_EXCEEDED. Thread-safe.
  absl::Status CatchUp(absl::string_view tenant, absl::Time deadline);

  // steward_consumer_{applied,parked,gaps,false_rings}_total and steward_consumer_{parked,lag},
  // each with {producer}; keep what is returned.
  std::vector<observe::Collector> AddMetrics() const;
  int64_t applied() const { return applied_; }
  int64_t parked() const { return parked_; }
  int64_t gaps() const { return gaps_; }
  // Events of the producer that were not consumed when that was last looked at: every poll.
  int64_t lag() const { return lag_; }

 private:
  void Loop();
  // Asks in these shards, each once, and applies what it gets.
  absl::Status Round(const std::vector<int>& shards);
  // Nothing of the shard is left to be asked for.
  void ReachedEnd(int shard);
  absl::Status AskAndApply(const std::vector<int>& shards);
  absl::Status LoadPlaces(const std::vector<int>& shards);
  absl::StatusOr<event::v1::BatchListEventsResponse> Fetch(const std::vector<int>& shards);
  absl::StatusOr<event::v1::ListEventsResponse> FetchOne(int shard,
                                                         const event::v1::Position& after);
  absl::Status StepBack(const std::vector<int>& shards);

  // apply.cc
  absl::Status Apply(const std::vector<Batch>& batches);
  absl::Status ApplyAlone(const Batch& batch, absl::Status failure);
  absl::Status ApplyOneByOne(const Batch& batch, Known known);
  absl::Status ApplyOrPark(const Batch& one, Known* known);
  absl::Status Commit(const std::vector<Batch>& batches, const Known& known);
  void Moved(int shard, const event::v1::Position& to, size_t applied);

  // parked.cc
  // Every poll: counts what is parked, and applies what somebody asked for.
  absl::Status RetryParked();
  absl::Status ApplyRetry(const event::v1::StoredEvent& stored);

  // lag.cc
  absl::Status NoteLag();

  // recover.cc
  absl::Status Recover(int shard);
  absl::StatusOr<event::v1::Position> FindCommon(int shard, event::v1::Position last);
  absl::StatusOr<bool> IsConsumed(const event::v1::StoredEvent& stored);

  const Options options_;
  std::atomic<int64_t> applied_{0}, parked_{0}, gaps_{0}, false_rings_{0};
  // Of all replicas, when last looked at.
  std::atomic<int64_t> parked_now_{0}, lag_{0};
  RungShards rung_;
  CatchUps catch_ups_;

  // Of the consumer's thread only.
  ConsumerStore store_;
  // Where each shard is, unless an error or another replica left it open.
  std::array<absl::optional<Place>, journal::kShards> places_;
  // Times that the position was refused since events last came.
  std::array<int, journal::kShards> refusals_{};
  size_t rounds_ = 0;
  absl::Time next_retry_ = absl::InfinitePast(), next_lag_ = absl::InfinitePast();

  std::thread thread_;
};

}  // namespace steward::events
