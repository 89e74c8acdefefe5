#pragma once

// Pauses of worker threads that end early when there is work, or when they are to stop. Where
// nobody wakes them, Pauses (pauses.h) will do. Thread-safe.

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "absl/time/time.h"

namespace steward {

class Alarm {
 public:
  // `wakes`: how often it was woken before.
  explicit Alarm(uint64_t wakes = 0) : wakes_(wakes) {}

  // Until somebody wakes, or did since the thread's wait before, but not longer. `seen` is the
  // thread's own, 0 at first. False when the thread is to stop.
  bool Wait(absl::Duration duration, uint64_t* seen) {
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, absl::ToChronoNanoseconds(duration),
                    [&] { return stopping_ || wakes_ != *seen; });
    *seen = wakes_;
    return !stopping_;
  }
  // Whoever waits goes on.
  void Wake() {
    {
      std::lock_guard lock(mutex_);
      ++wakes_;
    }
    woken_.notify_all();
  }
  void Stop() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    woken_.notify_all();
  }
  bool stopping() {
    std::lock_guard lock(mutex_);
    return stopping_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable woken_;
  uint64_t wakes_;
  bool stopping_ = false;
};

}  // namespace steward
