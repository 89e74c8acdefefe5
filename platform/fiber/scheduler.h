#pragma once

// Fibers: functions that block without blocking their thread. A handler is a plain function that
// waits where it has to (docs/adr/0008-handlers-run-on-fibers.md); on a fiber such a wait costs a
// switch of stacks instead of a thread, and whoever ends the waits of many wakes one thread.
//
// A scheduler belongs to one thread, which drives it from a loop of its own:
//
//   while (true) {
//     if (auto work = NextWork(scheduler.NextDeadline()))
//       scheduler.Start(work);
//     else
//       scheduler.EndBurst();
//     scheduler.RunReady();
//   }
//
// A fiber stays on its thread for life. It must not wait while it holds a std::mutex.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "platform/fiber/event.h"

namespace steward::fiber {

class WakesTogether;

class Scheduler {
 public:
  // `wake` is called from any thread when fibers became ready; it must make the owner call
  // RunReady soon. It is not called again before RunReady was.
  explicit Scheduler(std::function<void()> wake);
  // MayEnd must hold.
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // Runs `body` on a fiber until it first waits, or ends. Owner only, not from a fiber.
  void Start(std::function<void()> body);
  // Goes on with the fibers whose event was notified or whose deadline has passed. Owner only.
  void RunReady();
  // Runs what AtEndOfBurst left. Owner only, when there is no more work for the moment.
  void EndBurst();
  // When RunReady or EndBurst is due even without a wake; in the past when that is now. Owner only.
  absl::Time NextDeadline() const;
  // Fibers that have not ended. Owner only.
  int alive() const { return alive_; }
  // No fiber is alive, and no other thread is still in `wake` for one that was. Owner only.
  bool MayEnd() const { return alive_ == 0 && wakes_ == 0; }

  // For waking another thread: on a fiber, `wake(target)` is called when the fibers of this thread
  // have nothing more to do for the moment, once however often it was asked for, so that the other
  // thread finds all of their work together; at the latest when it was asked for 24 times. On a
  // plain thread it is called at once.
  static void AtEndOfBurst(void (*wake)(void*), void* target);
  // The same, for threads that wait on a condition.
  static void NotifyAtEndOfBurst(std::condition_variable* condition);

 private:
  friend class Event;
  friend class WakesTogether;
  struct Fiber;
  struct Wake {
    void (*wake)(void*);
    void* target;
    int asked;
  };

  // Makes a fiber ready. Any thread.
  static void Resume(Fiber* fiber);
  // What Resume owes the owner. Any thread.
  void WakeOwner();
  // The fiber that calls, null on a plain stack.
  static Fiber* Current();
  // Leaves the current fiber until it is resumed, or until the deadline has passed.
  static void Suspend(Fiber* fiber, Event* event, absl::Time deadline);

  void Run(Fiber* fiber);
  void EndOverdueWaits();

  const std::function<void()> wake_;
  // Owner only.
  std::vector<std::unique_ptr<Fiber>> idle_;
  std::set<std::pair<absl::Time, Fiber*>> deadlines_;
  std::vector<Fiber*> running_;
  std::vector<Wake> at_end_of_burst_;
  int alive_ = 0;
  // Any thread.
  std::mutex mutex_;
  std::vector<Fiber*> ready_;
  bool woken_ = false;
  // Calls of wake_ that have not returned. Owners may run the fibers of such a call before it ends.
  std::atomic<int> wakes_{0};
};

// While one lives, its thread wakes the owners of the fibers that it makes ready only once, at the
// end: they find all of them at a time, and what those ask for next is together, too. On the stack
// of whoever ends the waits of many; not on a fiber that waits meanwhile.
class WakesTogether {
 public:
  WakesTogether();
  ~WakesTogether();
  WakesTogether(const WakesTogether&) = delete;
  WakesTogether& operator=(const WakesTogether&) = delete;

 private:
  friend class Scheduler;

  // The one of this thread before.
  WakesTogether* const outer_;
  std::vector<Scheduler*> owed_;
};

}  // namespace steward::fiber
