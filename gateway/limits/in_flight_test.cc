#include "gateway/limits/in_flight.h"

#include <gtest/gtest.h>

#include <vector>

#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'000'000);

TEST(MayBegin, GivesEverybodyTheirShareWhenThereIsLittleLeft) {
  struct Case {
    const char* name;
    int64_t own, all, tenants, max;
    bool may;
  };
  constexpr Case kCases[] = {
      {"nothing under way", 0, 0, 1, 100, true},
      {"alone, all of it", 99, 99, 1, 100, true},
      {"alone, one too many", 100, 100, 1, 100, false},
      {"plenty left, whoever it is", 49, 49, 4, 100, true},
      {"little left, more than a share", 40, 60, 4, 100, false},
      {"little left, less than a share", 24, 60, 4, 100, true},
      {"a newcomer while another has all", 0, 100, 2, 100, true},
      {"the other one then", 100, 101, 2, 100, false},
      {"the end for everybody", 0, 200, 50, 100, false},
      {"one at a time", 0, 0, 1, 1, true},
      {"one at a time, and there is one", 1, 1, 1, 1, false},
  };
  for (const Case& each : kCases)
    EXPECT_EQ(MayBegin(each.own, each.all, each.tenants, each.max), each.may) << each.name;
}

TEST(InFlight, ShedsWhatIsTooMuchAndTakesMoreWhenCallsEnd) {
  InFlight calls(4);
  std::vector<std::unique_ptr<InFlight::Call>> held;
  for (int i = 0; i < 4; ++i) held.push_back(calls.Begin("a", kNow).value());

  EXPECT_EQ(errors::ReasonOf(calls.Begin("a", kNow).status()), errors::Reason::OVERLOADED);
  held.pop_back();
  EXPECT_TRUE(calls.Begin("a", kNow).ok());
  EXPECT_EQ(calls.all(), 3);
}

TEST(InFlight, LetsANewcomerInWhereOneTenantHasAll) {
  InFlight calls(4);
  std::vector<std::unique_ptr<InFlight::Call>> held;
  for (int i = 0; i < 4; ++i) held.push_back(calls.Begin("greedy", kNow).value());

  held.push_back(calls.Begin("b", kNow).value());
  EXPECT_FALSE(calls.Begin("greedy", kNow).ok());
  held.push_back(calls.Begin("b", kNow).value());
  EXPECT_FALSE(calls.Begin("b", kNow).ok());

  // Who wants nothing any more has no share.
  held.erase(held.begin() + 4, held.end());
  held.pop_back();
  const absl::Time later = kNow + absl::Seconds(3);
  held.push_back(calls.Begin("greedy", later).value());
  EXPECT_EQ(calls.all(), 4);
}

TEST(InFlightByService, HoldsNoCallToOneServiceForAnother) {
  InFlightByService calls(1);
  const auto held = calls.Begin("ticket", "a", kNow);

  EXPECT_FALSE(calls.Begin("ticket", "a", kNow).ok());
  EXPECT_TRUE(calls.Begin("catalog", "a", kNow).ok());
}

TEST(InFlight, TakesAllWithoutALimit) {
  InFlight calls(0);

  EXPECT_TRUE(calls.Begin("a", kNow).ok());
  EXPECT_EQ(calls.all(), 0);
}

}  // namespace
}  // namespace steward::gateway
