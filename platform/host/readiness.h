#pragma once

// Whether the process should get traffic: the database answers and nobody asked it to stop. Redis
// does not count, as events flow without it.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/status/status.h"

namespace steward::host {

// Asks `check` each second on a thread of its own. Thread-safe.
class Readiness {
 public:
  explicit Readiness(std::function<absl::Status()> check);
  ~Readiness();

  absl::Status status() const;
  // From now on: not ready.
  void Drain();

 private:
  void Loop();

  const std::function<absl::Status()> check_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  absl::Status status_;
  bool draining_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

// Repeats `check` with growing pauses for up to a minute while the database cannot be reached: at
// start it may come later than the service. Any other error is final; CANCELLED after SIGTERM.
// Signals must be blocked (BlockSignals).
absl::Status AwaitDatabase(const std::function<absl::Status()>& check);

}  // namespace steward::host
