#pragma once

// A loop: calls, timers and work posted from other threads all complete on one thread, so that what
// lives on a loop needs no locks. A gRPC completion queue feeds it: its own, which its thread
// drains, or that of another loop, whose thread hands over what is for this one.

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <grpcpp/completion_queue.h>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"

namespace steward::gateway {

class Loop;

// The end of an operation on a loop's queue.
class Completion {
 public:
  virtual void Complete(bool ok) = 0;
  // Where it completes; Loop::Tag sets it.
  Loop* loop = nullptr;

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

  // With a queue of its own: its thread is the one that calls Run.
  explicit Loop(std::unique_ptr<grpc::CompletionQueue> queue);
  // A guest on the queue of `host`, which outlives it: gRPC lets every thread that waits for a
  // queue work for all of them and pass on what it found, so that fewer queues cost less. Its
  // thread is the one that `deliver` reaches; all that became ready while that one was busy goes
  // over in one step. `deliver` is called on the host's thread only.
  Loop(Loop& host, Deliver deliver);
  ~Loop();

  grpc::CompletionQueue* queue() { return host_ == nullptr ? own_queue_.get() : host_->queue(); }
  // The tag of an operation on queue() that completes on this loop's thread.
  void* Tag(Completion* completion);

  // Runs `work` on the loop's thread. Thread-safe. Dropped after Shutdown.
  void Post(std::function<void()> work);
  // Runs `work` later, unless cancelled or shut down. Loop thread only.
  std::shared_ptr<Timer> After(absl::Duration delay, std::function<void()> work);

  // Completes operations on the calling thread, and hands over those of guests, until Shutdown and
  // nothing is left. Not for guests.
  void Run();
  // No operation may be started on the queue afterwards: check is_shut_down(). Guests first, whose
  // thread must have ended. Thread-safe.
  void Shutdown();
  // Completes what the thread of a guest left, on the calling thread. The host's Run has ended.
  void CompleteInbox();
  bool is_shut_down();

 private:
  class Alarm;
  using Batch = std::vector<std::pair<Completion*, bool>>;

  void Arrived(Completion* completion, bool ok);
  std::shared_ptr<Alarm> Arm(absl::Duration delay, std::function<void()> work);

  const std::unique_ptr<grpc::CompletionQueue> own_queue_;
  Loop* const host_ = nullptr;
  const Deliver deliver_;
  // Of those that follow.
  std::mutex mutex_;
  bool shut_down_ = false;
  absl::flat_hash_set<Alarm*> alarms_;
  // What a guest's thread has not taken up.
  Batch inbox_;
};

}  // namespace steward::gateway
