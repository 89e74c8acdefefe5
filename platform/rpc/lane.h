#pragma once

// A thread that serves calls: it drains one completion queue of the server, runs each call on a
// fiber of its own, and wakes when what fibers wait for has happened. Inside platform/rpc only.

#include <grpcpp/completion_queue.h>

#include <atomic>
#include <memory>
#include <thread>

#include "platform/fiber/scheduler.h"

namespace steward::rpc {

class Lane {
 public:
  explicit Lane(std::unique_ptr<grpc::ServerCompletionQueue> queue);
  // Ends when the server was shut down and no call is left.
  ~Lane();

  // What comes out of the queue.
  class Tag {
   public:
    virtual ~Tag() = default;
    virtual void Complete(bool ok) = 0;
  };

  grpc::ServerCompletionQueue* queue() const { return queue_.get(); }
  fiber::Scheduler& scheduler() { return scheduler_; }

  void Start();
  // Waits for the calls under way. The server must have been shut down.
  void Stop();

 private:
  class Wake;
  void Loop();

  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<Wake> wake_;
  fiber::Scheduler scheduler_;
  // The queue must not shut down before Stop has rung: nobody may ring after that.
  std::atomic<bool> stopping_{false}, has_rung_{false};
  std::thread thread_;
};

}  // namespace steward::rpc
