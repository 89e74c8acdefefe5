#include "platform/fiber/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

#include "absl/time/clock.h"

namespace steward::fiber {
namespace {

using testing::ElementsAre;

absl::Time Never() { return absl::InfiniteFuture(); }

// Counts wakes, and lets the owner sleep until there is one.
class Alarm {
 public:
  void Ring() {
    std::lock_guard lock(mutex_);
    ++rings_;
    rung_.notify_one();
  }
  void Await(absl::Time deadline) {
    std::unique_lock lock(mutex_);
    auto rung = [&] { return rings_ > seen_; };
    if (deadline == Never())
      rung_.wait(lock, rung);
    else
      rung_.wait_until(lock, absl::ToChronoTime(deadline), rung);
    seen_ = rings_;
  }
  int rings() {
    std::lock_guard lock(mutex_);
    return rings_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable rung_;
  int rings_ = 0;
  int seen_ = 0;
};

class SchedulerTest : public testing::Test {
 protected:
  void RunUntilAllEnded() {
    while (scheduler_.alive() > 0) {
      alarm_.Await(scheduler_.NextDeadline());
      scheduler_.RunReady();
    }
  }

  Alarm alarm_;
  Scheduler scheduler_{[this] { alarm_.Ring(); }};
};

TEST_F(SchedulerTest, RunsABodyAtOnceUntilItWaits) {
  std::vector<std::string> steps;
  Event event;

  scheduler_.Start([&] {
    steps.push_back("begins");
    EXPECT_TRUE(event.Wait(Never()));
    steps.push_back("goes on");
  });
  steps.push_back("owner");
  EXPECT_EQ(scheduler_.alive(), 1);
  event.Notify();
  scheduler_.RunReady();

  EXPECT_THAT(steps, ElementsAre("begins", "owner", "goes on"));
  EXPECT_EQ(scheduler_.alive(), 0);
}

TEST_F(SchedulerTest, DoesNotWaitForWhatHasHappened) {
  Event event;
  event.Notify();
  bool ended = false;

  scheduler_.Start([&] { ended = event.Wait(Never()); });

  EXPECT_TRUE(ended);
}

TEST_F(SchedulerTest, EndsAWaitAtItsDeadline) {
  Event event;
  bool happened = true;
  const absl::Time deadline = absl::Now() + absl::Milliseconds(5);

  scheduler_.Start([&] { happened = event.Wait(deadline); });
  EXPECT_EQ(scheduler_.NextDeadline(), deadline);
  RunUntilAllEnded();

  EXPECT_FALSE(happened);
  EXPECT_GE(absl::Now(), deadline);
  EXPECT_EQ(scheduler_.NextDeadline(), Never());
  event.Notify();
  scheduler_.RunReady();
}

TEST_F(SchedulerTest, PrefersTheEventToADeadlineThatPassedMeanwhile) {
  Event event;
  bool happened = false;
  const absl::Time deadline = absl::Now() + absl::Milliseconds(1);
  scheduler_.Start([&] { happened = event.Wait(deadline); });

  while (absl::Now() <= deadline) std::this_thread::yield();
  event.Notify();
  RunUntilAllEnded();

  EXPECT_TRUE(happened);
}

TEST_F(SchedulerTest, WakesItsOwnerOnceForMany) {
  constexpr int kFibers = 100;
  std::vector<Event> events(kFibers);
  int ended = 0;
  for (Event& event : events) scheduler_.Start([&] { ended += event.Wait(Never()) ? 1 : 0; });

  for (Event& event : events) event.Notify();
  EXPECT_EQ(alarm_.rings(), 1);
  scheduler_.RunReady();

  EXPECT_EQ(ended, kFibers);
}

TEST_F(SchedulerTest, WakesOwnersAtTheEndOfWhatIsToBeSeenTogether) {
  std::vector<Event> events(2);
  int ended = 0;
  for (Event& event : events) scheduler_.Start([&] { ended += event.Wait(Never()) ? 1 : 0; });
  {
    const WakesTogether together;
    {
      const WakesTogether within;
      events[0].Notify();
    }
    EXPECT_EQ(alarm_.rings(), 1);
    // An owner that looks by itself is woken again for what comes later.
    scheduler_.RunReady();
    EXPECT_EQ(ended, 1);
    events[1].Notify();
    EXPECT_EQ(alarm_.rings(), 1);
    EXPECT_FALSE(scheduler_.MayEnd());
  }
  EXPECT_EQ(alarm_.rings(), 2);
  scheduler_.RunReady();
  EXPECT_EQ(ended, 2);
  EXPECT_TRUE(scheduler_.MayEnd());
}

TEST_F(SchedulerTest, KeepsTheStackOfAWaitingFiberWhileOthersRun) {
  Event first_may_go;
  std::string seen;
  scheduler_.Start([&] {
    const std::string local(1000, 'a');
    first_may_go.Wait(Never());
    seen = local;
  });
  for (int i = 0; i < 50; ++i) {
    scheduler_.Start([i] {
      volatile char fill[8192];
      for (volatile char& c : fill) c = static_cast<char>(i);
    });
  }

  first_may_go.Notify();
  scheduler_.RunReady();

  EXPECT_EQ(seen, std::string(1000, 'a'));
}

void Count(void* count) { ++*static_cast<int*>(count); }

TEST_F(SchedulerTest, WakesOthersOnceAtTheEndOfABurst) {
  int wakes = 0, other = 0;
  for (int i = 0; i < 10; ++i) scheduler_.Start([&] { Scheduler::AtEndOfBurst(Count, &wakes); });
  scheduler_.Start([&] { Scheduler::AtEndOfBurst(Count, &other); });

  EXPECT_EQ(wakes, 0);
  EXPECT_LT(scheduler_.NextDeadline(), absl::Now()) << "the owner must not sleep over it";
  scheduler_.EndBurst();

  EXPECT_EQ(wakes, 1);
  EXPECT_EQ(other, 1);
  EXPECT_EQ(scheduler_.NextDeadline(), Never());
}

TEST_F(SchedulerTest, WakesOthersInABurstWithoutAnEnd) {
  int wakes = 0;

  for (int i = 0; i < 240; ++i) scheduler_.Start([&] { Scheduler::AtEndOfBurst(Count, &wakes); });

  EXPECT_EQ(wakes, 10);
}

TEST(AtEndOfBurst, WakesAtOnceOnAThread) {
  int wakes = 0;

  Scheduler::AtEndOfBurst(Count, &wakes);

  EXPECT_EQ(wakes, 1);
}

// A thread that woke the owner may be slower than the fiber it woke.
TEST(Scheduler, MayNotEndWhileAThreadIsStillWakingItsOwner) {
  Event wakes, may_return, event;
  Scheduler scheduler([&] {
    wakes.Notify();
    may_return.Wait(Never());
  });
  EXPECT_TRUE(scheduler.MayEnd());
  scheduler.Start([&] { event.Wait(Never()); });
  EXPECT_FALSE(scheduler.MayEnd());
  std::thread other([&] { event.Notify(); });

  wakes.Wait(Never());
  scheduler.RunReady();

  EXPECT_EQ(scheduler.alive(), 0);
  EXPECT_FALSE(scheduler.MayEnd());
  may_return.Notify();
  other.join();
  EXPECT_TRUE(scheduler.MayEnd());
}

TEST_F(SchedulerTest, LosesNoWakeBetweenThreads) {
  constexpr int kFibers = 64, kWaitsEach = 200;
  struct Lane {
    std::mutex mutex;
    std::vector<Event*> asked;
  } lane;
  std::atomic<bool> over{false};
  int done = 0;
  std::thread other([&] {
    while (!over) {
      std::vector<Event*> asked;
      {
        std::lock_guard lock(lane.mutex);
        asked.swap(lane.asked);
      }
      for (Event* event : asked) event->Notify();
    }
  });

  for (int i = 0; i < kFibers; ++i) {
    scheduler_.Start([&] {
      for (int wait = 0; wait < kWaitsEach; ++wait) {
        Event event;
        {
          std::lock_guard lock(lane.mutex);
          lane.asked.push_back(&event);
        }
        if (event.Wait(absl::Now() + absl::Seconds(60))) ++done;
      }
    });
  }
  RunUntilAllEnded();
  over = true;
  other.join();

  EXPECT_EQ(done, kFibers * kWaitsEach);
}

}  // namespace
}  // namespace steward::fiber
