#include "platform/auth/refresh_plan.h"

#include <gtest/gtest.h>

namespace steward::auth {
namespace {

const absl::Time kStart = absl::UnixEpoch() + absl::Hours(1);

class RefreshPlanTest : public testing::Test {
 protected:
  void Succeed(absl::Time now) {
    plan_.Begin();
    plan_.Succeeded(now);
  }
  void Fail(absl::Time now) {
    plan_.Begin();
    plan_.Failed(now);
  }

  RefreshPlan plan_{RefreshTimes()};
};

TEST_F(RefreshPlanTest, IsDueAtOnceAndThenEveryTenMinutes) {
  EXPECT_LE(plan_.due(), kStart);
  EXPECT_FALSE(plan_.MayUse(kStart));

  Succeed(kStart);

  EXPECT_EQ(plan_.due(), kStart + absl::Minutes(10));
}

TEST_F(RefreshPlanTest, WaitsLongerAfterEachFailure) {
  absl::Time now = kStart;
  for (int milliseconds : {250, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000}) {
    Fail(now);
    EXPECT_EQ(plan_.due() - now, absl::Milliseconds(milliseconds));
    now = plan_.due();
  }

  Succeed(now);
  Fail(now);

  EXPECT_EQ(plan_.due() - now, absl::Milliseconds(250));
}

TEST_F(RefreshPlanTest, LetsKeysServeForADayWithoutRefresh) {
  Succeed(kStart);
  Fail(kStart + absl::Hours(23));

  EXPECT_TRUE(plan_.MayUse(kStart + absl::Hours(24) - absl::Seconds(1)));
  EXPECT_FALSE(plan_.MayUse(kStart + absl::Hours(24)));
}

TEST_F(RefreshPlanTest, RefreshesForUnknownKeysAtMostEveryThirtySeconds) {
  Succeed(kStart);

  EXPECT_TRUE(plan_.AskFor("a", kStart));
  EXPECT_EQ(plan_.due(), kStart);
  Succeed(kStart);
  EXPECT_FALSE(plan_.AskFor("b", kStart + absl::Seconds(29)));
  EXPECT_EQ(plan_.due(), kStart + absl::Minutes(10));
  EXPECT_TRUE(plan_.AskFor("b", kStart + absl::Seconds(30)));
}

TEST_F(RefreshPlanTest, RefreshesForOneUnknownKeyAtMostEverySixtySeconds) {
  Succeed(kStart);
  ASSERT_TRUE(plan_.AskFor("a", kStart));
  Succeed(kStart);

  EXPECT_FALSE(plan_.AskFor("a", kStart + absl::Seconds(59)));
  EXPECT_TRUE(plan_.AskFor("a", kStart + absl::Seconds(60)));
}

TEST_F(RefreshPlanTest, StartsNoSecondRefreshWhileOneIsUnderWay) {
  plan_.Begin();
  EXPECT_FALSE(plan_.AskFor("a", kStart));
  plan_.Succeeded(kStart);

  EXPECT_TRUE(plan_.AskFor("a", kStart));
}

}  // namespace
}  // namespace steward::auth
