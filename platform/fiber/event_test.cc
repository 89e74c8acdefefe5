#include "platform/fiber/event.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "absl/time/clock.h"

namespace steward::fiber {
namespace {

TEST(EventOnAThread, EndsTheWaitOfAnotherThread) {
  Event event;
  int written = 0;
  std::thread other([&] {
    written = 7;
    event.Notify();
  });

  EXPECT_TRUE(event.Wait(absl::InfiniteFuture()));

  EXPECT_EQ(written, 7);
  other.join();
}

TEST(EventOnAThread, EndsAWaitAtItsDeadline) {
  Event event;
  const absl::Time deadline = absl::Now() + absl::Milliseconds(5);

  EXPECT_FALSE(event.Wait(deadline));
  EXPECT_GE(absl::Now(), deadline);

  event.Notify();
  EXPECT_TRUE(event.Wait(deadline));
}

TEST(EventOnAThread, MayBeDestroyedOnceTheWaitHasEnded) {
  for (int i = 0; i < 1000; ++i) {
    auto event = std::make_unique<Event>();
    std::thread other([raw = event.get()] { raw->Notify(); });
    EXPECT_TRUE(event->Wait(absl::InfiniteFuture()));
    event.reset();
    other.join();
  }
}

}  // namespace
}  // namespace steward::fiber
