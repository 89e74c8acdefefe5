#include "platform/rpc/lane.h"

#include <grpcpp/alarm.h>

#include <algorithm>

#include "absl/time/clock.h"

namespace steward::rpc {

// Comes out of the queue at once, so that whoever waits there returns.
class Lane::Wake : public Lane::Tag {
 public:
  explicit Wake(grpc::CompletionQueue* queue) : queue_(queue) {}

  // The alarm cannot be set again before it has come out; it comes out after this, too.
  void Ring() {
    if (!is_set_.exchange(true)) alarm_.Set(queue_, gpr_time_0(GPR_CLOCK_MONOTONIC), this);
  }
  void Complete(bool) override { is_set_ = false; }

 private:
  grpc::CompletionQueue* queue_;
  grpc::Alarm alarm_;
  std::atomic<bool> is_set_{false};
};

Lane::Lane(std::unique_ptr<grpc::ServerCompletionQueue> queue)
    : queue_(std::move(queue)),
      wake_(std::make_unique<Wake>(queue_.get())),
      scheduler_([this] { wake_->Ring(); }) {}

Lane::~Lane() { Stop(); }

void Lane::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void Lane::Stop() {
  if (!thread_.joinable()) return;
  stopping_ = true;
  wake_->Ring();
  has_rung_ = true;
  thread_.join();
}

void Lane::Loop() {
  void* tag = nullptr;
  bool ok = false;
  while (true) {
    absl::Time until = scheduler_.NextDeadline();
    if (stopping_) until = std::min(until, absl::Now() + absl::Milliseconds(1));
    switch (queue_->AsyncNext(&tag, &ok, absl::ToChronoTime(until))) {
      case grpc::CompletionQueue::SHUTDOWN:
        return;
      case grpc::CompletionQueue::GOT_EVENT:
        static_cast<Tag*>(tag)->Complete(ok);
        break;
      case grpc::CompletionQueue::TIMEOUT:
        scheduler_.EndBurst();
        // The queue is empty: nothing that comes out later asks for more than to be deleted.
        if (has_rung_ && scheduler_.MayEnd()) queue_->Shutdown();
    }
    scheduler_.RunReady();
  }
}

}  // namespace steward::rpc
