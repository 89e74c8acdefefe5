#pragma once

// Which shards a consumer is to ask: those that a doorbell told of, those that it wants to ask
// again, and all of them now and then. Thread-safe; one thread awaits.

#include <array>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/random/random.h"
#include "absl/time/time.h"
#include "platform/journal/shard.h"

namespace steward::events {

class RungShards {
 public:
  // Of the journal, as (epoch, offset).
  using Offset = std::pair<int64_t, int64_t>;

  // All shards are due at first, and again at about every `poll`.
  explicit RungShards(absl::Duration poll);

  // A doorbell told that the shard has come to `head`. It is due unless it has been reached by the
  // time that the shards are taken: a ring often comes while its event is being applied.
  void Heard(int shard, Offset head);
  // What was consumed of the shard.
  void Reached(int shard, Offset offset);
  // The shard is due whatever was heard.
  void Ring(int shard);
  void RingAll();
  // The shard is not due before that time has passed.
  void Rest(int shard, absl::Duration time);
  // All shards are due once that time has passed, and none before.
  void RestAll(absl::Duration time);
  void Stop();

  // Waits until shards are due and takes them, in order. Empty when stopped.
  std::vector<int> Await();
  // Whether a ring had told of more than what was reached, for which the shard was taken last. Says
  // so once.
  bool WasMisled(int shard);
  // False when stopped before that time has passed.
  bool Pause(absl::Duration time);
  bool stopped() const;

 private:
  struct Shard {
    bool wanted = false;
    // `told` is what was heard when it was taken.
    Offset heard, told, reached;
    absl::Time rests_until = absl::InfinitePast();

    bool IsRung() const { return wanted || heard > reached; }
  };
  std::vector<int> TakeDue(absl::Time now);
  absl::Time NextDue() const;

  const absl::Duration poll_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  absl::BitGen random_;
  absl::Time next_poll_;
  std::array<Shard, journal::kShards> shards_;
  bool stopped_ = false;
};

}  // namespace steward::events
