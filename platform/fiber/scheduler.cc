#include "platform/fiber/scheduler.h"

#include <algorithm>
#include <cstdlib>

#include "absl/time/clock.h"
#include "platform/fiber/switch.h"

namespace steward::fiber {
namespace {

// Stacks kept for later fibers.
constexpr size_t kIdleMax = 256;
// Waiting for more makes calls travel in one herd: the others work, then this thread, never both.
constexpr int kAskedMax = 24;

}  // namespace

struct Scheduler::Fiber {
  explicit Fiber(Scheduler* owner) : scheduler(owner), coroutine([this] { Loop(); }) {}

  // One stack serves many bodies, one after the other; an empty body ends it.
  void Loop() {
    while (body != nullptr) {
      body();
      body = nullptr;
      coroutine.Leave();
    }
  }

  Scheduler* const scheduler;
  std::function<void()> body;
  // What it waits for.
  Event* event = nullptr;
  Coroutine coroutine;
};

namespace {

thread_local void* current = nullptr;
thread_local WakesTogether* together = nullptr;

}  // namespace

Scheduler::Scheduler(std::function<void()> wake) : wake_(std::move(wake)) {}

Scheduler::~Scheduler() {
  if (!MayEnd()) std::abort();
  for (const auto& fiber : idle_) fiber->coroutine.Enter();
}

Scheduler::Fiber* Scheduler::Current() { return static_cast<Fiber*>(current); }

void Scheduler::Start(std::function<void()> body) {
  std::unique_ptr<Fiber> fiber;
  if (idle_.empty()) {
    fiber = std::make_unique<Fiber>(this);
  } else {
    fiber = std::move(idle_.back());
    idle_.pop_back();
  }
  fiber->body = std::move(body);
  ++alive_;
  Run(fiber.release());
}

void Scheduler::Run(Fiber* fiber) {
  current = fiber;
  fiber->coroutine.Enter();
  current = nullptr;
  if (fiber->body != nullptr) return;
  --alive_;
  if (idle_.size() < kIdleMax) {
    idle_.emplace_back(fiber);
  } else {
    fiber->coroutine.Enter();
    delete fiber;
  }
}

void Scheduler::Suspend(Fiber* fiber, Event* event, absl::Time deadline) {
  Scheduler* scheduler = fiber->scheduler;
  fiber->event = event;
  if (deadline != absl::InfiniteFuture()) scheduler->deadlines_.insert({deadline, fiber});
  fiber->coroutine.Leave();
  if (deadline != absl::InfiniteFuture()) scheduler->deadlines_.erase({deadline, fiber});
}

void Scheduler::Resume(Fiber* fiber) {
  Scheduler* scheduler = fiber->scheduler;
  {
    std::lock_guard lock(scheduler->mutex_);
    scheduler->ready_.push_back(fiber);
    if (scheduler->woken_) return;
    scheduler->woken_ = true;
    ++scheduler->wakes_;
  }
  if (together != nullptr) return together->owed_.push_back(scheduler);
  scheduler->WakeOwner();
}

void Scheduler::WakeOwner() {
  wake_();
  --wakes_;
}

WakesTogether::WakesTogether() : outer_(std::exchange(together, this)) {}

WakesTogether::~WakesTogether() {
  together = outer_;
  for (Scheduler* scheduler : owed_) scheduler->WakeOwner();
}

void Scheduler::EndOverdueWaits() {
  if (deadlines_.empty()) return;
  const absl::Time now = absl::Now();
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    Fiber* fiber = deadlines_.begin()->second;
    deadlines_.erase(deadlines_.begin());
    // When it was notified meanwhile, it is among the ready.
    if (fiber->event->GiveUp(fiber)) Run(fiber);
  }
}

void Scheduler::RunReady() {
  {
    std::lock_guard lock(mutex_);
    running_.swap(ready_);
    woken_ = false;
  }
  for (Fiber* fiber : running_) Run(fiber);
  running_.clear();
  EndOverdueWaits();
}

void Scheduler::AtEndOfBurst(void (*wake)(void*), void* target) {
  Fiber* fiber = Current();
  if (fiber == nullptr) return wake(target);
  auto& all = fiber->scheduler->at_end_of_burst_;
  auto same = [&](const Wake& each) { return each.wake == wake && each.target == target; };
  auto entry = std::find_if(all.begin(), all.end(), same);
  if (entry == all.end()) entry = all.insert(all.end(), {wake, target, 0});
  if (++entry->asked < kAskedMax) return;
  // A burst without an end must not keep the others idle.
  all.erase(entry);
  wake(target);
}

void Scheduler::NotifyAtEndOfBurst(std::condition_variable* condition) {
  AtEndOfBurst([](void* target) { static_cast<std::condition_variable*>(target)->notify_all(); },
               condition);
}

void Scheduler::EndBurst() {
  for (const Wake& each : at_end_of_burst_) each.wake(each.target);
  at_end_of_burst_.clear();
}

absl::Time Scheduler::NextDeadline() const {
  if (!at_end_of_burst_.empty()) return absl::UnixEpoch();
  return deadlines_.empty() ? absl::InfiniteFuture() : deadlines_.begin()->first;
}

}  // namespace steward::fiber
