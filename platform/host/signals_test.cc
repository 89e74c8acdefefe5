#include "platform/host/signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <thread>

namespace steward::host {
namespace {

class SignalsDeathTest : public testing::TestWithParam<int> {
 protected:
  SignalsDeathTest() { testing::FLAGS_gtest_death_test_style = "threadsafe"; }
};

TEST_P(SignalsDeathTest, FirstOneEndsTheWaiting) {
  EXPECT_EXIT(
      {
        BlockSignals();
        std::thread([] { pause(); }).detach();
        kill(getpid(), GetParam());
        AwaitSignal();
        _exit(7);
      },
      testing::ExitedWithCode(7), "");
}

TEST_P(SignalsDeathTest, SecondOneEndsTheProcess) {
  EXPECT_EXIT(
      {
        BlockSignals();
        kill(getpid(), GetParam());
        AwaitSignal();
        kill(getpid(), SIGTERM);
        while (true) pause();
      },
      testing::ExitedWithCode(143), "");
}

TEST_P(SignalsDeathTest, EndsASleep) {
  EXPECT_EXIT(
      {
        BlockSignals();
        if (SleepUnlessSignalled(absl::Milliseconds(1))) _exit(1);
        kill(getpid(), GetParam());
        _exit(SleepUnlessSignalled(absl::Hours(1)) ? 7 : 1);
      },
      testing::ExitedWithCode(7), "");
}

INSTANTIATE_TEST_SUITE_P(Signals, SignalsDeathTest, testing::Values(SIGTERM, SIGINT));

TEST(SignalsPipeDeathTest, WritingToAClosedPipeIsAnErrorOnly) {
  EXPECT_EXIT(
      {
        BlockSignals();
        int ends[2];
        if (pipe(ends) != 0) _exit(1);
        close(ends[0]);
        _exit(write(ends[1], "x", 1) == -1 && errno == EPIPE ? 7 : 1);
      },
      testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace steward::host
