#pragma once

// Callers who wait until a consumer has read a shard to its end, so that they see what was
// committed before they asked. Thread-safe; one thread consumes.

#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/fiber/event.h"
#include "platform/journal/shard.h"

namespace steward::events {

class CatchUps {
 public:
  // One who waits for a shard.
  struct Caller {
    fiber::Event told;
    absl::Status status;
  };

  // Puts a caller into the line of a shard; then the consumer has to be rung.
  std::shared_ptr<Caller> Join(int shard);

  // The journal is about to be asked: who waits in these shards now will see its answer.
  void Asking(const std::vector<int>& shards);
  // What was asked for was consumed to the end, or could not be consumed. Who joined later waits
  // on.
  void Reached(int shard) { Tell(shard, absl::OkStatus()); }
  void Failed(const absl::Status& status);

 private:
  struct Line {
    std::vector<std::shared_ptr<Caller>> waiting, asked;
  };
  void Tell(int shard, const absl::Status& status);

  std::mutex mutex_;
  std::array<Line, journal::kShards> lines_;
};

}  // namespace steward::events
