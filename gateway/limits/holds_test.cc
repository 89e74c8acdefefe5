#include "gateway/limits/holds.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

TEST(Holds, EachKeyHasItsOwn) {
  Holds holds("exports", 1);
  auto first = holds.Begin("acme");
  ASSERT_TRUE(first.ok());
  const auto second = holds.Begin("acme");
  EXPECT_EQ(errors::ReasonOf(second.status()), errors::Reason::RATE_LIMITED);
  EXPECT_TRUE(holds.Begin("other").ok());
  first->reset();
  EXPECT_TRUE(holds.Begin("acme").ok());
}

TEST(Holds, ZeroIsNoLimit) {
  Holds holds("exports", 0);
  std::vector<Holds::Hold> held;
  for (int i = 0; i < 100; ++i) held.push_back(*holds.Begin("acme"));
}

TEST(Holds, MayOutliveWhoCountsThem) {
  Holds::Hold hold;
  {
    Holds holds("exports", 1);
    hold = *holds.Begin("acme");
  }
  hold.reset();
}

TEST(Holds, ThreadsNeverHoldMoreThanMayBe) {
  Holds holds("exports", 2);
  std::atomic<int> held{0}, most{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        auto hold = holds.Begin("acme");
        if (!hold.ok()) continue;
        const int now = ++held;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) continue;
        --held;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(most, 2);
  EXPECT_GE(most, 1);
}

}  // namespace
}  // namespace steward::gateway
