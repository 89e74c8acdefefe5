#include "gateway/access/freshness.h"

#include <gtest/gtest.h>

namespace steward::gateway {
namespace {

const absl::Time kAsked = absl::FromUnixSeconds(1770000000);

TEST(FreshnessOf, GoesByAge) {
  struct Case {
    absl::Duration age;
    Freshness expected;
  };
  for (const Case& c : {
           Case{absl::ZeroDuration(), Freshness::kYoung},
           Case{absl::Seconds(2), Freshness::kYoung},
           Case{absl::Milliseconds(2001), Freshness::kAging},
           Case{absl::Seconds(5), Freshness::kAging},
           Case{absl::Milliseconds(5001), Freshness::kOld},
           Case{absl::Hours(24), Freshness::kOld},
           Case{absl::Hours(24) + absl::Seconds(1), Freshness::kGone},
           Case{-absl::Seconds(1), Freshness::kOld},
       })
    EXPECT_EQ(FreshnessOf(kAsked, absl::InfiniteFuture(), kAsked + c.age), c.expected) << c.age;
}

TEST(FreshnessOf, EndsWhereTheAnswerSaysThatItChanges) {
  const absl::Time change = kAsked + absl::Seconds(1);
  EXPECT_EQ(FreshnessOf(kAsked, change, kAsked), Freshness::kYoung);
  EXPECT_EQ(FreshnessOf(kAsked, change, change), Freshness::kOld);
  EXPECT_EQ(FreshnessOf(kAsked, change, kAsked + absl::Seconds(3)), Freshness::kOld);
}

}  // namespace
}  // namespace steward::gateway
