#include "gateway/access/failures.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace steward::gateway {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1770000000);
constexpr char kAddress[] = "192.0.2.7";

TEST(AfterFailure, BlocksTheOneBeyondTheLimitOfAMinute) {
  Streak streak;
  for (int i = 0; i < 10; ++i) streak = AfterFailure(streak, 10, kNow + absl::Seconds(i));
  EXPECT_LE(streak.blocked_until, kNow);

  streak = AfterFailure(streak, 10, kNow + absl::Seconds(11));
  EXPECT_EQ(streak.blocked_until, kNow + absl::Seconds(21));
}

TEST(AfterFailure, CountsEachMinuteAnew) {
  Streak streak;
  for (int i = 0; i < 60; ++i) streak = AfterFailure(streak, 10, kNow + absl::Seconds(6 * i));
  EXPECT_EQ(streak.wait, absl::ZeroDuration());
}

TEST(AfterFailure, DoublesTheWaitUpToAQuarterOfAnHour) {
  Streak streak;
  absl::Time now = kNow;
  for (int i = 0; i < 11; ++i) streak = AfterFailure(streak, 10, now);
  std::vector<int64_t> waits;
  for (int i = 0; i < 9; ++i) {
    waits.push_back(absl::ToInt64Seconds(streak.wait));
    now = streak.blocked_until;
    streak = AfterFailure(streak, 10, now);
  }
  EXPECT_EQ(waits, (std::vector<int64_t>{10, 20, 40, 80, 160, 320, 640, 900, 900}));
}

TEST(AfterFailure, IsNotProlongedByAttemptsWhileBlocked) {
  Streak streak;
  for (int i = 0; i < 100; ++i) streak = AfterFailure(streak, 10, kNow);
  EXPECT_EQ(streak.blocked_until, kNow + absl::Seconds(10));
}

TEST(Failures, CountByAddressAndCredential) {
  Failures failures(2);
  for (int i = 0; i < 3; ++i) failures.Note(kAddress, "token", kNow);

  EXPECT_EQ(failures.Wait(kAddress, "token", kNow), absl::Seconds(10));
  EXPECT_EQ(failures.Wait(kAddress, "token", kNow + absl::Seconds(10)), absl::ZeroDuration());
  EXPECT_EQ(failures.Wait(kAddress, "4fQ2mZ81xYp0", kNow), absl::ZeroDuration());
  EXPECT_EQ(failures.Wait("192.0.2.8", "token", kNow), absl::ZeroDuration());
}

TEST(Failures, AreForgottenAfterASuccess) {
  Failures failures(2);
  failures.Forget(kAddress, "token", kNow);
  for (int i = 0; i < 2; ++i) failures.Note(kAddress, "token", kNow);
  failures.Forget(kAddress, "token", kNow);

  EXPECT_EQ(failures.Note(kAddress, "token", kNow), absl::ZeroDuration());
}

TEST(Failures, AreForgottenAfterHalfAnHour) {
  Failures failures(2);
  for (int i = 0; i < 3; ++i) failures.Note(kAddress, "token", kNow);

  const absl::Time later = kNow + absl::Minutes(31);
  EXPECT_EQ(failures.Note(kAddress, "token", later), absl::ZeroDuration());
}

TEST(Failures, AreBounded) {
  Failures failures(0);
  for (int i = 0; i < 100'000; ++i) failures.Note(absl::StrCat("host-", i), "token", kNow);

  EXPECT_EQ(failures.Wait("host-0", "token", kNow), absl::ZeroDuration());
  EXPECT_GT(failures.Wait("host-99999", "token", kNow), absl::ZeroDuration());
}

TEST(OriginOf, TakesANetworkOfIpv6AsOne) {
  EXPECT_EQ(OriginOf("2001:db8::1"), OriginOf("2001:db8::ffff:1"));
  EXPECT_NE(OriginOf("2001:db8::1"), OriginOf("2001:db8:0:1::1"));
  EXPECT_NE(OriginOf("192.0.2.7"), OriginOf("192.0.2.8"));
  EXPECT_EQ(OriginOf("192.0.2.7"), OriginOf("::ffff:192.0.2.7"));
}

}  // namespace
}  // namespace steward::gateway
