#include "platform/auth/expiring_cache.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace steward::auth {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

TEST(ExpiringCache, ForgetsWhatExpired) {
  ExpiringCache<int> cache(1000);
  cache.Insert("a", 1, kNow + absl::Seconds(1));

  EXPECT_EQ(cache.Find("a", kNow), 1);
  EXPECT_EQ(cache.Find("b", kNow), absl::nullopt);
  EXPECT_EQ(cache.Find("a", kNow + absl::Seconds(1)), absl::nullopt);
  EXPECT_EQ(cache.size(), 0u);
}

TEST(ExpiringCache, StaysBoundedAndKeepsWhatIsUsed) {
  ExpiringCache<int> cache(1000);
  cache.Insert("used", 1, kNow + absl::Hours(1));

  for (int i = 0; i < 20000; ++i) {
    cache.Insert(absl::StrCat(i), i, kNow + absl::Hours(1));
    ASSERT_EQ(cache.Find("used", kNow), 1) << i;
  }

  EXPECT_LE(cache.size(), 1100u);
}

TEST(ExpiringCache, ReplacesAValue) {
  ExpiringCache<int> cache(10);
  cache.Insert("a", 1, kNow + absl::Hours(1));
  cache.Insert("a", 2, kNow + absl::Hours(1));

  EXPECT_EQ(cache.Find("a", kNow), 2);
}

}  // namespace
}  // namespace steward::auth
