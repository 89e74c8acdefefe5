#include "gateway/api/deprecation.h"

#include <gtest/gtest.h>

namespace steward::gateway {
namespace {

options::v1::MethodRules Rules(const char* since, const char* sunset) {
  options::v1::MethodRules rules;
  rules.mutable_deprecation()->set_deprecate_time(since);
  rules.mutable_deprecation()->set_sunset_time(sunset);
  return rules;
}

TEST(NoticesOf, TellsSinceWhenAndUntilWhen) {
  const Notices expected = {{"Deprecation", "@1798761600"},
                            {"Link", "</docs>; rel=\"deprecation\"; type=\"text/html\""},
                            {"Sunset", "Thu, 01 Jul 2027 00:00:00 GMT"}};
  EXPECT_EQ(NoticesOf(true, Rules("2027-01-01T00:00:00Z", "2027-07-01T00:00:00Z")).value(),
            expected);
  EXPECT_EQ(NoticesOf(true, Rules("2027-01-01T00:00:00Z", "")).value().size(), 2u);
  EXPECT_TRUE(NoticesOf(false, {}).value().empty());
}

TEST(NoticesOf, RefusesWhatDoesNotFitTogether) {
  struct Case {
    bool deprecated;
    options::v1::MethodRules rules;
  };
  const Case kCases[] = {
      {true, {}},
      {false, Rules("2027-01-01T00:00:00Z", "")},
      {true, Rules("", "")},
      {true, Rules("soon", "")},
      {true, Rules("2027-01-01T00:00:00Z", "later")},
      {true, Rules("2027-01-01T00:00:00Z", "2026-12-31T23:59:59Z")},
  };
  for (const Case& each : kCases)
    EXPECT_FALSE(NoticesOf(each.deprecated, each.rules).ok()) << each.rules.DebugString();
}

}  // namespace
}  // namespace steward::gateway
