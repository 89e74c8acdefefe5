#pragma once

// A loop: input, output, timers and work posted from other threads all happen on one thread, so
// that what lives on a loop needs no locks.

#include <atomic>
#include <functional>
#include <memory>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace steward::rpc {

class Timer {
 public:
  virtual ~Timer() = default;
  // The work will not run. Loop thread only; no effect once it ran.
  virtual void Cancel() = 0;
};

class Loop {
 public:
  // On the thread that runs `io`, which outlives what the loop is asked for.
  explicit Loop(boost::asio::io_context& io) : io_(io) {}
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  boost::asio::io_context& io() { return io_; }

  // Runs `work` on the loop's thread. Thread-safe. Not after Shutdown.
  void Post(std::function<void()> work);
  // Runs `work` later, unless cancelled or shut down. Loop thread only.
  std::shared_ptr<Timer> After(absl::Duration delay, std::function<void()> work);

  // Lets go of all work that is left. When its thread has ended.
  void Shutdown();
  // Thread-safe.
  bool is_shut_down() const { return shut_down_; }

 private:
  class Alarm;

  boost::asio::io_context& io_;
  std::atomic<bool> shut_down_{false};
  absl::flat_hash_set<Alarm*> alarms_;
};

}  // namespace steward::rpc
