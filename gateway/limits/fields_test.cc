#include "gateway/limits/fields.h"

#include <gtest/gtest.h>

namespace steward::gateway {
namespace {

TEST(RateLimitFields, NameTheLimitsThatThereAre) {
  Quota quota;
  quota.caller = {5990, absl::Milliseconds(1500), absl::ZeroDuration()};
  quota.tenant = {0, absl::Seconds(60), absl::Milliseconds(1)};
  quota.rate_class = RateClass::kExpensive;
  struct Case {
    Limits limits;
    const char* policy;
    const char* left;
  };
  const Case kCases[] = {
      {{}, "", ""},
      {{{6000, absl::Minutes(1)}, {}},
       "\"caller-expensive\";q=6000;w=60",
       "\"caller-expensive\";r=5990;t=2"},
      {{{}, {10, absl::Hours(1)}},
       "\"tenant-expensive\";q=10;w=3600",
       "\"tenant-expensive\";r=0;t=60"},
      {{{6000, absl::Minutes(1)}, {60000, absl::Minutes(1)}},
       "\"caller-expensive\";q=6000;w=60, \"tenant-expensive\";q=60000;w=60",
       "\"caller-expensive\";r=5990;t=2, \"tenant-expensive\";r=0;t=60"},
  };
  for (const Case& each : kCases) {
    quota.limits = each.limits;
    EXPECT_EQ(PolicyField(quota), each.policy);
    EXPECT_EQ(LimitField(quota), each.left);
  }
}

}  // namespace
}  // namespace steward::gateway
