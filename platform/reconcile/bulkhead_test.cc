#include "platform/reconcile/bulkhead.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "platform/testing/status_matchers.h"

namespace steward::reconcile {
namespace {

using errors::Reason;

TEST(Bulkhead, TurnsAwayWhileAllInsideHang) {
  Bulkhead bulkhead("ticket", 2, absl::Milliseconds(20));
  std::latch inside(2), release(1);
  std::vector<std::thread> hanging;
  for (int i = 0; i < 2; ++i) {
    hanging.emplace_back([&] {
      EXPECT_THAT(bulkhead.Run([&] {
        inside.count_down();
        release.wait();
        return absl::OkStatus();
      }),
                  IsOk());
    });
  }
  inside.wait();

  bool called = false;
  const auto call = [&] {
    called = true;
    return absl::OkStatus();
  };
  EXPECT_THAT(bulkhead.Run(call), HasReason(Reason::UNAVAILABLE));
  EXPECT_FALSE(called);
  release.count_down();
  for (std::thread& thread : hanging) thread.join();
  EXPECT_THAT(bulkhead.Run(call), IsOk());
  EXPECT_TRUE(called);
}

// Many who are quick take turns, however many there are.
TEST(Bulkhead, LetsAllThroughWhoseCallsEnd) {
  Bulkhead bulkhead("ticket", 2, absl::Seconds(20));
  std::atomic<int> inside{0}, calls{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round)
        EXPECT_THAT(bulkhead.Run([&] {
          EXPECT_LE(++inside, 2);
          ++calls;
          std::this_thread::yield();
          --inside;
          return absl::OkStatus();
        }),
                    IsOk());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(calls, 400);
}

TEST(Bulkhead, HandsOnWhatTheCallReturns) {
  Bulkhead bulkhead("ticket", 1);
  EXPECT_THAT(bulkhead.Run([] { return errors::NotFound("tickets/INC-7"); }),
              HasReason(Reason::RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace steward::reconcile
