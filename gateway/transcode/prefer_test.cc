#include "gateway/transcode/prefer.h"

#include <gtest/gtest.h>

namespace steward::gateway {
namespace {

TEST(PrefersMinimal, ReadsPreferences) {
  struct Case {
    const char* prefer;
    bool minimal;
  };
  constexpr Case kCases[] = {
      {"", false},
      {"return=minimal", true},
      {"Return = \"Minimal\"", true},
      {"respond-async, return=minimal; foo=bar", true},
      {"return=representation", false},
      {"return=representation, return=minimal", false},
      {"return", false},
      {"return=", false},
      {"xreturn=minimal", false},
      {",,;=", false},
  };
  for (const Case& each : kCases)
    EXPECT_EQ(PrefersMinimal(each.prefer), each.minimal) << each.prefer;
}

}  // namespace
}  // namespace steward::gateway
