#include "gateway/limits/fields.h"

#include <gtest/gtest.h>

namespace steward::gateway {
namespace {

TEST(RateLimitFields, NameTheLimitsThatThereAre) {
  Quota quota;
  quota.caller = {5990, absl::Milliseconds(1500), absl::ZeroDuration()};
  quota.tenant = {0, absl::Seconds(60), absl::Milliseconds(1)};
  struct Case {
    Limits limits;
    const char* policy;
    const char* left;
  };
  const Case kCases[] = {
      {{}, "", ""},
      {{{6000, absl::Minutes(1)}, {}}, "\"caller\";q=6000;w=60", "\"caller\";r=5990;t=2"},
      {{{}, {10, absl::Hours(1)}}, "\"tenant\";q=10;w=3600", "\"tenant\";r=0;t=60"},
      {{{6000, absl::Minutes(1)}, {60000, absl::Minutes(1)}},
       "\"caller\";q=6000;w=60, \"tenant\";q=60000;w=60",
       "\"caller\";r=5990;t=2, \"tenant\";r=0;t=60"},
  };
  for (const Case& each : kCases) {
    EXPECT_EQ(PolicyField(each.limits), each.policy);
    EXPECT_EQ(LimitField(each.limits, quota), each.left);
  }
}

}  // namespace
}  // namespace steward::gateway
