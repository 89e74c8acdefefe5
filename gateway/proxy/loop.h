#pragma once

// A loop around one gRPC completion queue: calls, timers and work posted from other threads all
// complete on one thread, so that what lives on a loop needs no locks.

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <grpcpp/completion_queue.h>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"

namespace steward::gateway {

// The tag of an operation on a loop's queue.
class Completion {
 public:
  virtual void Complete(bool ok) = 0;

 protected:
  ~Completion() = default;
};

class Timer {
 public:
  virtual ~Timer() = default;
  // The work will not run. Loop thread only; no effect once it ran.
  virtual void Cancel() = 0;
};

class Loop {
 public:
  // Runs a function on the thread that the loop belongs to.
  using Deliver = std::function<void(std::function<void()>)>;

  explicit Loop(std::unique_ptr<grpc::CompletionQueue> queue);
  ~Loop();

  grpc::CompletionQueue* queue() { return queue_.get(); }

  // Runs `work` on the loop's thread. Thread-safe. Dropped after Shutdown.
  void Post(std::function<void()> work);
  // Runs `work` later, unless cancelled or shut down. Loop thread only.
  std::shared_ptr<Timer> After(absl::Duration delay, std::function<void()> work);

  // Completes operations on the calling thread, until Shutdown and nothing is left.
  void Run();
  // The same, but completes them on another thread: all that became ready while that thread was
  // busy goes over in one step. `deliver` may be called from the calling thread only. The other
  // thread must have ended before Shutdown: what it left is completed on the calling thread.
  void RunThrough(const Deliver& deliver);
  // No operation may be started on the queue afterwards: check is_shut_down(). Thread-safe.
  void Shutdown();
  bool is_shut_down();

 private:
  class Alarm;
  std::shared_ptr<Alarm> Arm(absl::Duration delay, std::function<void()> work);

  std::unique_ptr<grpc::CompletionQueue> queue_;
  // Of those that follow.
  std::mutex mutex_;
  bool shut_down_ = false;
  absl::flat_hash_set<Alarm*> alarms_;
};

}  // namespace steward::gateway
