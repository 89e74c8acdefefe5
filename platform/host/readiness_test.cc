#include "platform/host/readiness.h"

#include <gtest/gtest.h>

#include <csignal>

#include <atomic>

#include "absl/time/clock.h"
#include "platform/testing/eventually.h"
#include "platform/testing/status_matchers.h"

namespace steward::host {
namespace {

using errors::Reason;

TEST(Readiness, FollowsTheCheck) {
  std::atomic<bool> answers{false};
  std::atomic<int> checks{0};
  Readiness readiness([&] {
    ++checks;
    return answers ? absl::OkStatus() : errors::Internal("secret of the database");
  });
  ASSERT_TRUE(Eventually([&] { return checks > 0; }));
  EXPECT_THAT(readiness.status(), HasReason(Reason::UNAVAILABLE));

  answers = true;
  EXPECT_TRUE(Eventually([&] { return readiness.status().ok(); }));

  answers = false;
  EXPECT_TRUE(Eventually([&] { return !readiness.status().ok(); }));
  EXPECT_EQ(readiness.status().message(), "The database does not answer.");
}

TEST(Readiness, IsOverOnceDraining) {
  std::atomic<int> checks{0};
  Readiness readiness([&] {
    ++checks;
    return absl::OkStatus();
  });
  ASSERT_TRUE(Eventually([&] { return readiness.status().ok(); }));

  readiness.Drain();

  EXPECT_THAT(readiness.status(), HasReason(Reason::DRAINING));
  int before = checks;
  ASSERT_TRUE(Eventually([&] { return checks > before; }));
  EXPECT_THAT(readiness.status(), HasReason(Reason::DRAINING));
}

TEST(Readiness, StopsAtOnce) {
  std::atomic<int> checks{0};
  absl::Time stopping;
  {
    Readiness readiness([&] {
      ++checks;
      return absl::OkStatus();
    });
    ASSERT_TRUE(Eventually([&] { return readiness.status().ok(); }));
    stopping = absl::Now();
  }
  EXPECT_LT(absl::Now() - stopping, absl::Milliseconds(800));
}

TEST(AwaitDatabase, TriesAgainWhileItIsUnavailable) {
  int checks = 0;

  absl::Status status = AwaitDatabase(
      [&] { return ++checks < 4 ? errors::Unavailable("connection refused") : absl::OkStatus(); });

  EXPECT_THAT(status, IsOk());
  EXPECT_EQ(checks, 4);
}

TEST(AwaitDatabase, StopsWaitingWhenToldTo) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  int checks = 0;

  absl::Status status = AwaitDatabase([&] {
    if (++checks == 2) pthread_kill(pthread_self(), SIGTERM);
    return errors::Unavailable("connection refused");
  });

  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(checks, 2);
}

TEST(AwaitDatabase, TakesOtherErrorsAsFinal) {
  int checks = 0;

  absl::Status status = AwaitDatabase([&] {
    ++checks;
    return errors::Make(absl::StatusCode::kFailedPrecondition, Reason::UNAVAILABLE, "no schema");
  });

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(checks, 1);
}

}  // namespace
}  // namespace steward::host
