#include "gateway/limits/rate_limits.h"

#include <gtest/gtest.h>

namespace steward::gateway {
namespace {

const Limits kAll{{6000, absl::Minutes(1)}, {60000, absl::Minutes(1)}};

RateLimits Make(const std::vector<std::string>& rows) {
  RateLimits limits(kAll);
  for (const std::string& row : rows) EXPECT_TRUE(limits.Add(row).ok()) << row;
  return limits;
}

TEST(RateLimits, AreThoseOfTheTenantAndOfTheClass) {
  struct Case {
    std::vector<std::string> rows;
    const char* tenant;
    RateClass rate_class;
    int64_t caller, total;
  };
  const std::vector<std::string> several = {"class=expensive caller=50", "tenant=acme total=7",
                                            "tenant=acme class=write caller=8 total=0"};
  const Case kCases[] = {
      {{}, "acme", RateClass::kRead, 6000, 60000},
      {{}, "acme", RateClass::kWrite, 6000, 60000},
      {{}, "acme", RateClass::kExpensive, 600, 6000},
      {{"caller=5 total=6"}, "acme", RateClass::kExpensive, 5, 6},
      {several, "other", RateClass::kExpensive, 50, 6000},
      {several, "other", RateClass::kWrite, 6000, 60000},
      {several, "acme", RateClass::kExpensive, 50, 7},
      {several, "acme", RateClass::kRead, 6000, 7},
      {several, "acme", RateClass::kWrite, 8, 0},
  };
  for (const Case& each : kCases) {
    const RateLimits limits = Make(each.rows);
    const Limits& found = limits.Of(each.tenant, each.rate_class);
    EXPECT_EQ(found.caller.requests, each.caller) << NameOf(each.rate_class);
    EXPECT_EQ(found.tenant.requests, each.total) << NameOf(each.rate_class);
  }
}

TEST(RateLimits, RefuseWhatTheyDoNotUnderstand) {
  struct Case {
    const char* row;
    const char* why;
  };
  const Case kCases[] = {
      {"", "says neither caller nor total"},
      {"tenant=acme class=read", "says neither caller nor total"},
      {"caller=many", "has a number of requests that is not one of 0 to 1000000000"},
      {"caller=-1", "has a number of requests that is not one of 0 to 1000000000"},
      {"caller=1000000001", "has a number of requests that is not one of 0 to 1000000000"},
      {"class=free caller=1", "has a class other than read, write and expensive"},
      {"tenant= caller=1", "has a tenant without a name"},
      {"burst=3", "has words other than tenant, class, caller and total"},
      {"caller=3 caller=4", "says one word twice"},
      {"caller=3", "is of all tenants, and comes after one of a tenant"},
  };
  RateLimits limits = Make({"tenant=acme caller=1"});
  for (const Case& each : kCases) EXPECT_EQ(limits.Add(each.row).message(), each.why) << each.row;
}

TEST(RateLimits, AreEmptyWhenNobodyHasAny) {
  EXPECT_TRUE(RateLimits().empty());
  EXPECT_TRUE(RateLimits(Limits()).empty());
  EXPECT_FALSE(Make({}).empty());
  RateLimits one;
  ASSERT_TRUE(one.Add("tenant=acme class=read total=1").ok());
  EXPECT_FALSE(one.empty());
}

}  // namespace
}  // namespace steward::gateway
