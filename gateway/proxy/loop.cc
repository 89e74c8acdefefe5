#include "gateway/proxy/loop.h"

#include <grpcpp/alarm.h>

#include "absl/time/clock.h"

namespace steward::gateway {

class Loop::Alarm final : public Timer, public Completion {
 public:
  Alarm(Loop& loop, std::function<void()> work) : loop_(loop), work_(std::move(work)) {}
  void Set(std::shared_ptr<Alarm> self, absl::Duration delay) {
    self_ = std::move(self);
    alarm_.Set(loop_.queue(), absl::ToChronoTime(absl::Now() + delay), loop_.Tag(this));
  }
  void Complete(bool ok) override {
    const std::shared_ptr<Alarm> self = std::move(self_);
    const std::function<void()> work = std::exchange(work_, nullptr);
    {
      std::lock_guard lock(loop_.mutex_);
      loop_.alarms_.erase(this);
    }
    if (ok && work) work();
  }
  void Cancel() override {
    work_ = nullptr;
    if (self_ != nullptr) alarm_.Cancel();
  }
  // Any thread, while it is one of the loop's alarms.
  void Abandon() { alarm_.Cancel(); }

 private:
  Loop& loop_;
  grpc::Alarm alarm_;
  std::function<void()> work_;
  // Keeps it alive while the queue holds its tag.
  std::shared_ptr<Alarm> self_;
};

Loop::Loop(std::unique_ptr<grpc::CompletionQueue> queue) : own_queue_(std::move(queue)) {}

Loop::Loop(Loop& host, Deliver deliver) : host_(&host), deliver_(std::move(deliver)) {}

Loop::~Loop() {
  Shutdown();
  if (own_queue_ == nullptr) return;
  void* tag;
  bool ok;
  while (own_queue_->Next(&tag, &ok)) static_cast<Completion*>(tag)->Complete(false);
}

void* Loop::Tag(Completion* completion) {
  completion->loop = this;
  return completion;
}

std::shared_ptr<Loop::Alarm> Loop::Arm(absl::Duration delay, std::function<void()> work) {
  auto alarm = std::make_shared<Alarm>(*this, std::move(work));
  std::lock_guard lock(mutex_);
  if (shut_down_) return alarm;
  alarms_.insert(alarm.get());
  alarm->Set(alarm, delay);
  return alarm;
}

void Loop::Post(std::function<void()> work) { Arm(absl::ZeroDuration(), std::move(work)); }

std::shared_ptr<Timer> Loop::After(absl::Duration delay, std::function<void()> work) {
  return Arm(delay, std::move(work));
}

void Loop::Run() {
  void* tag;
  bool ok;
  while (own_queue_->Next(&tag, &ok)) {
    auto* completion = static_cast<Completion*>(tag);
    completion->loop->Arrived(completion, ok);
  }
}

void Loop::Arrived(Completion* completion, bool ok) {
  if (host_ == nullptr) return completion->Complete(ok);
  bool first;
  {
    std::lock_guard lock(mutex_);
    first = inbox_.empty() && !shut_down_;
    inbox_.emplace_back(completion, ok);
  }
  if (first) deliver_([this] { CompleteInbox(); });
}

void Loop::CompleteInbox() {
  Batch batch;
  {
    std::lock_guard lock(mutex_);
    batch.swap(inbox_);
  }
  for (const auto& [completion, ok] : batch) completion->Complete(ok);
}

void Loop::Shutdown() {
  std::lock_guard lock(mutex_);
  if (shut_down_) return;
  shut_down_ = true;
  for (Alarm* alarm : alarms_) alarm->Abandon();
  if (host_ == nullptr) own_queue_->Shutdown();
}

bool Loop::is_shut_down() {
  std::lock_guard lock(mutex_);
  return shut_down_;
}

}  // namespace steward::gateway
