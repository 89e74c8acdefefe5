#include "platform/observe/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "platform/observe/metrics.h"

namespace steward::observe {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(LogDeathTest, WritesEverythingBeforeTheProcessEnds) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        SetService("ticket", "1.2.3");
        Log(Level::kInfo, "first", {{"canary", "x"}});
        Log(Level::kError, "last");
        std::exit(0);
      },
      testing::ExitedWithCode(0),
      AllOf(HasSubstr("\"service\":\"ticket\",\"version\":\"1.2.3\",\"msg\":\"first\","
                      "\"canary\":\"x\"}"),
            HasSubstr("\"msg\":\"last\"}")));
}

TEST(LogDeathTest, WritesFatalLinesAtOnce) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        Log(Level::kFatal, "cannot go on");
        std::_Exit(3);
      },
      testing::ExitedWithCode(3), HasSubstr("\"level\":\"fatal\",\"msg\":\"cannot go on\""));
}

TEST(LogDeathTest, LeavesOutLinesBelowTheLevel) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        SetLevel(Level::kWarning);
        Log(Level::kInfo, "quiet");
        Log(Level::kWarning, "loud");
        std::exit(0);
      },
      testing::ExitedWithCode(0), AllOf(HasSubstr("loud"), Not(HasSubstr("quiet"))));
}

TEST(Log, ParsesLevels) {
  Level level = Level::kInfo;

  EXPECT_TRUE(ParseLevel("debug", level));
  EXPECT_EQ(level, Level::kDebug);
  EXPECT_FALSE(ParseLevel("DEBUG", level));
}

TEST(Log, ShowsTheCountOfDroppedLines) {
  Log(Level::kInfo, "starts the writer");

  EXPECT_THAT(RenderMetrics(), HasSubstr("\nsteward_log_dropped_total 0"));
}

}  // namespace
}  // namespace steward::observe
