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

TEST(PrefersAsync, ReadsPreferences) {
  for (const char* prefer : {"respond-async", "return=minimal, Respond-Async; wait=1"})
    EXPECT_TRUE(PrefersAsync(prefer)) << prefer;
  for (const char* prefer : {"", "wait=10", "respond-asynchronously", "x=respond-async"})
    EXPECT_FALSE(PrefersAsync(prefer)) << prefer;
}

}  // namespace
}  // namespace steward::gateway
