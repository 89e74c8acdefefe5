#pragma once

// Pauses of a thread, which end at once when it is to stop. Thread-safe.

#include <condition_variable>
#include <mutex>

#include "absl/time/time.h"

namespace steward {

class Pauses {
 public:
  // False when the thread is to stop.
  bool Wait(absl::Duration duration) {
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, absl::ToChronoNanoseconds(duration), [&] { return stopping_; });
    return !stopping_;
  }
  void Stop() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    woken_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable woken_;
  bool stopping_ = false;
};

}  // namespace steward
