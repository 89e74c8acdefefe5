#pragma once

// Something that happens once and that one caller waits for, on a fiber or on a plain thread.

#include <condition_variable>
#include <mutex>

#include "absl/time/time.h"

namespace steward::fiber {

class Event {
 public:
  // Any thread. What was written before it is seen by the waiter.
  void Notify();

  // True once the event has happened; false when the deadline passed first. One caller. On a fiber
  // other fibers of the thread run meanwhile.
  bool Wait(absl::Time deadline);

 private:
  friend class Scheduler;

  // Ends the wait of a fiber whose deadline has passed; false when it was notified before.
  bool GiveUp(const void* fiber);

  std::mutex mutex_;
  std::condition_variable happened_;
  bool has_happened_ = false;
  void* fiber_ = nullptr;
};

}  // namespace steward::fiber
