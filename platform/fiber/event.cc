#include "platform/fiber/event.h"

#include "platform/fiber/scheduler.h"

namespace steward::fiber {

void Event::Notify() {
  void* fiber = nullptr;
  {
    std::lock_guard lock(mutex_);
    has_happened_ = true;
    std::swap(fiber, fiber_);
    // Under the lock: a waiting thread may destroy the event as soon as it has it.
    if (fiber == nullptr) happened_.notify_one();
  }
  if (fiber != nullptr) Scheduler::Resume(static_cast<Scheduler::Fiber*>(fiber));
}

bool Event::Wait(absl::Time deadline) {
  auto* fiber = Scheduler::Current();
  std::unique_lock lock(mutex_);
  if (has_happened_) return true;
  if (fiber == nullptr) {
    auto happened = [&] { return has_happened_; };
    if (deadline == absl::InfiniteFuture()) {
      happened_.wait(lock, happened);
      return true;
    }
    return happened_.wait_until(lock, absl::ToChronoTime(deadline), happened);
  }
  fiber_ = fiber;
  lock.unlock();
  Scheduler::Suspend(fiber, this, deadline);
  lock.lock();
  return has_happened_;
}

bool Event::GiveUp(const void* fiber) {
  std::lock_guard lock(mutex_);
  if (fiber_ != fiber) return false;
  fiber_ = nullptr;
  return true;
}

}  // namespace steward::fiber
