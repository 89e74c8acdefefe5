#include "platform/time/alarm.h"

#include <gtest/gtest.h>

#include <limits>
#include <thread>

namespace steward {
namespace {

TEST(Alarm, EndsThePauseOfWhoeverWaits) {
  Alarm alarm;
  uint64_t seen = 0;
  std::thread waker([&] { alarm.Wake(); });

  EXPECT_TRUE(alarm.Wait(absl::Seconds(60), &seen));

  waker.join();
  EXPECT_EQ(seen, 1u);
  alarm.Stop();
  EXPECT_FALSE(alarm.Wait(absl::Seconds(60), &seen));
}

TEST(Alarm, CountsWakesBeyondAnInt) {
  constexpr uint64_t kMany = std::numeric_limits<int>::max();
  Alarm alarm(kMany);
  uint64_t seen = kMany;
  alarm.Wake();

  EXPECT_TRUE(alarm.Wait(absl::Seconds(60), &seen));

  EXPECT_EQ(seen, kMany + 1);
}

}  // namespace
}  // namespace steward
