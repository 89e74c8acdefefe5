#include "gateway/limits/gcra.h"

#include <gtest/gtest.h>

namespace steward::gateway {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'000'000);
const Limit kTen{10, absl::Seconds(60)};

TEST(Gcra, SaysWhatIsLeft) {
  struct Case {
    const char* name;
    absl::Duration arrival;
    int64_t requests;
    absl::Duration reset, wait;
  };
  const Case kCases[] = {
      {"never used", -absl::Hours(1), 10, absl::ZeroDuration(), absl::ZeroDuration()},
      {"just whole again", absl::ZeroDuration(), 10, absl::ZeroDuration(), absl::ZeroDuration()},
      {"one taken", absl::Seconds(6), 9, absl::Seconds(6), absl::ZeroDuration()},
      {"one taken a moment ago", absl::Seconds(5), 9, absl::Seconds(5), absl::ZeroDuration()},
      {"all taken", absl::Seconds(60), 0, absl::Seconds(60), absl::Seconds(6)},
      {"all taken 4 s ago", absl::Seconds(56), 0, absl::Seconds(56), absl::Seconds(2)},
      {"the clock went back", absl::Hours(5), 0, absl::Seconds(60), absl::Seconds(6)},
  };
  for (const Case& each : kCases) {
    const Left left = LeftOf(kTen, kNow + each.arrival, kNow);
    EXPECT_EQ(left.requests, each.requests) << each.name;
    EXPECT_EQ(left.reset, each.reset) << each.name;
    EXPECT_EQ(left.wait, each.wait) << each.name;
  }
}

// As many as the limit says in the first window, and as many in each after it, whenever they come.
TEST(Gcra, LetsNoMoreThroughThanTheLimit) {
  absl::Time arrival = absl::InfinitePast();
  int64_t taken = 0;
  for (int second = 0; second < 600; ++second) {
    const absl::Time now = kNow + absl::Seconds(second);
    const int64_t count = std::min<int64_t>(LeftOf(kTen, arrival, now).requests, 3);
    if (count > 0) arrival = AfterTaking(kTen, count, arrival, now);
    taken += count;
    EXPECT_LE(taken, 10 + second / 6) << second;
  }
  EXPECT_GE(taken, 10 + 598 / 6);
}

}  // namespace
}  // namespace steward::gateway
