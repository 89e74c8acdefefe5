#pragma once

// Applies the events of another service's journal to this service's database, exactly once and in
// order per resource: the position moves in the same transaction as the effects. What leaves the
// database (mail, webhooks, calls) is not an effect: write a job row instead.
//
// Any number of replicas may run; the row of the position decides who works.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/journal/shard.h"
#include "platform/observe/metrics.h"
#include "platform/pg/connection.h"
#include "platform/rpc/client.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::events {

// Turns an event into the statements of its effects. Pure; may be called again for the same event.
// An error is treated like a failing statement: tried again, then the event is parked.
using Effect =
    std::function<absl::Status(const event::v1::StoredEvent&, std::vector<pg::Statement>*)>;

class Consumer {
 public:
  struct Options {
    std::string name;                     // of this consumer, such as "notification"
    std::string producer;                 // service whose journal is followed, such as "ticket"
    std::string conninfo;                 // own database
    const rpc::Client* client = nullptr;  // of the producer
    Effect effect;
    // Called after effects were committed, such as to wake a worker. Must not block.
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

  // steward_consumer_{applied,parked,gaps}_total{producer}; keep what is returned.
  std::vector<observe::Collector> AddMetrics() const;
  int64_t applied() const { return applied_; }
  int64_t parked() const { return parked_; }
  int64_t gaps() const { return gaps_; }

 private:
  using Batch = std::vector<const event::v1::StoredEvent*>;
  struct Known;

  void Loop();
  absl::Status CatchUp(int shard);
  absl::StatusOr<event::v1::Position> LoadPosition(int shard);
  absl::StatusOr<event::v1::ListEventsResponse> Fetch(int shard, const event::v1::Position& after,
                                                      int page_size = 0);
  absl::Status Apply(const Known& known, const Batch& batch);
  absl::Status ApplyOneByOne(int shard, event::v1::Position from, const Batch& batch);
  absl::Status ApplyOrPark(int shard, const event::v1::Position& from,
                           const event::v1::StoredEvent& stored);
  absl::StatusOr<Known> Begin(int shard, const event::v1::Position& from, const Batch& batch);
  pg::Statement Move(int shard, const event::v1::Position& from, const event::v1::Position& to,
                     int64_t applied) const;
  pg::Statement Park(const event::v1::StoredEvent& stored, absl::string_view error) const;
  pg::Statement NoteConsumed(const std::vector<std::string>& tenants,
                             const std::vector<std::string>& ids) const;
  absl::Status Recover(int shard, const event::v1::Position& from, const absl::Status& refusal);
  absl::StatusOr<event::v1::Position> FindCommon(int shard, event::v1::Position last);
  absl::StatusOr<bool> IsConsumed(const event::v1::StoredEvent& stored);
  absl::Status Reposition(int shard, const event::v1::Position& from,
                          const event::v1::Position& to);
  absl::Status Connect();
  void Reached(int shard, const event::v1::Position& position);
  bool IsStopping();

  const Options options_;
  std::unique_ptr<pg::Connection> connection_;
  std::mutex mutex_;
  std::condition_variable woken_;
  std::vector<bool> rung_ = std::vector<bool>(journal::kShards, true);
  // Where each shard's position was last, (epoch, offset).
  std::vector<std::pair<int64_t, int64_t>> reached_ =
      std::vector<std::pair<int64_t, int64_t>>(journal::kShards);
  bool stopping_ = false;
  std::atomic<int64_t> applied_{0}, parked_{0}, gaps_{0};
  std::thread thread_;
};

}  // namespace steward::events
