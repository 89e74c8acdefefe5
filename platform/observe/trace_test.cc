#include "platform/observe/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace steward::observe {
namespace {

constexpr absl::string_view kTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(Trace, AcceptsValidTraceParentsOnly) {
  struct Case {
    absl::string_view text;
    bool valid;
  };
  for (const Case& c : std::vector<Case>{
           {kTrace, true},
           {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", true},
           {"01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true},
           {"cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes", true},
           {"cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what", false},
           {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x", false},
           {"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false},
           {"00-00000000000000000000000000000000-00f067aa0ba902b7-01", false},
           {"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false},
           {"00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false},
           {"00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false},
           {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0", false},
           {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g", false},
           {"", false},
       }) {
    EXPECT_EQ(IsTraceParent(c.text), c.valid) << c.text;
  }
}

TEST(Trace, ChildKeepsTraceAndSamplingAndHasItsOwnSpan) {
  std::string child = ChildTraceParent(kTrace);
  std::string unsampled =
      ChildTraceParent("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-fe-more");

  EXPECT_TRUE(IsTraceParent(child));
  EXPECT_EQ(TraceIdOf(child), TraceIdOf(kTrace));
  EXPECT_NE(SpanIdOf(child), SpanIdOf(kTrace));
  EXPECT_EQ(child.substr(52), "-01");
  EXPECT_EQ(unsampled.substr(0, 3), "00-");
  EXPECT_EQ(unsampled.substr(52), "-00");
}

TEST(Trace, StartsAnewWhenTheParentIsNotValid) {
  for (absl::string_view parent : {"", "junk"}) {
    std::string fresh = ChildTraceParent(parent);
    EXPECT_TRUE(IsTraceParent(fresh));
    EXPECT_NE(fresh, ChildTraceParent(parent));
  }
  EXPECT_EQ(TraceIdOf("junk"), "");
}

TEST(Trace, IsSampledByItsFlag) {
  EXPECT_TRUE(IsSampled("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
  EXPECT_TRUE(IsSampled("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0b"));
  EXPECT_FALSE(IsSampled("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02"));
  EXPECT_FALSE(IsSampled("junk"));
}

TEST(Trace, StaysTheSameSpanUnsampled) {
  EXPECT_EQ(Unsampled("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
  EXPECT_EQ(Unsampled("junk"), "");
}

TEST(Trace, SamplesTheShareOfNewTracesThatItIsTold) {
  const auto sampled = [](double ratio) {
    SampleNewTraces(ratio);
    int count = 0;
    for (int i = 0; i < 10'000; ++i) count += IsSampled(NewTraceParent());
    SampleNewTraces(1);
    return count;
  };

  EXPECT_EQ(sampled(0), 0);
  EXPECT_EQ(sampled(1), 10'000);
  // Six standard deviations are 260.
  EXPECT_NEAR(sampled(0.25), 2'500, 260);
}

TEST(RequestId, IsKeptOnlyWhenItIsWellFormed) {
  for (absl::string_view id : {"a", "A-z_0.9"}) EXPECT_EQ(RequestIdOrNew(id), id);
  EXPECT_EQ(RequestIdOrNew(std::string(64, 'x')), std::string(64, 'x'));
  std::set<std::string> fresh;
  for (const std::string& id : {std::string(), std::string(65, 'x'), std::string("a b"),
                                std::string("a\n"), std::string("ä"), std::string("a\0", 2)}) {
    std::string made = RequestIdOrNew(id);
    EXPECT_THAT(made, testing::MatchesRegex("[0-9a-f]{32}"));
    fresh.insert(made);
  }
  EXPECT_EQ(fresh.size(), 6u);
}

}  // namespace
}  // namespace steward::observe
