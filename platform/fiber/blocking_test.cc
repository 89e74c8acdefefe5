#include "platform/fiber/blocking.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <thread>

#include "platform/fiber/scheduler.h"

namespace steward::fiber {
namespace {

TEST(RunBlocking, RunsInPlaceOnAThread) {
  std::thread::id ran_on;

  RunBlocking([&] { ran_on = std::this_thread::get_id(); });

  EXPECT_EQ(ran_on, std::this_thread::get_id());
}

TEST(RunBlocking, LetsOtherFibersRunMeanwhile) {
  std::mutex mutex;
  std::condition_variable changed;
  bool woken = false, may_end = false;
  Scheduler scheduler([&] {
    std::lock_guard lock(mutex);
    woken = true;
    changed.notify_all();
  });
  std::thread::id ran_on;
  scheduler.Start([&] {
    RunBlocking([&] {
      ran_on = std::this_thread::get_id();
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return may_end; });
    });
  });

  // Only this fiber ends the other's wait.
  scheduler.Start([&] {
    std::lock_guard lock(mutex);
    may_end = true;
    changed.notify_all();
  });
  while (scheduler.alive() > 0) {
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return woken; });
      woken = false;
    }
    scheduler.RunReady();
  }

  EXPECT_NE(ran_on, std::this_thread::get_id());
}

TEST(RunBlocking, ServesMoreThanItHasThreads) {
  std::mutex mutex;
  std::condition_variable changed;
  bool woken = false;
  Scheduler scheduler([&] {
    std::lock_guard lock(mutex);
    woken = true;
    changed.notify_all();
  });
  int ran = 0;
  std::mutex ran_mutex;
  for (int i = 0; i < 200; ++i) {
    scheduler.Start([&] {
      RunBlocking([&] {
        std::lock_guard lock(ran_mutex);
        ++ran;
      });
    });
  }
  while (scheduler.alive() > 0) {
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return woken; });
      woken = false;
    }
    scheduler.RunReady();
  }

  EXPECT_EQ(ran, 200);
}

}  // namespace
}  // namespace steward::fiber
