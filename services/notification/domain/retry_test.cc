#include "services/notification/domain/retry.h"

#include <gtest/gtest.h>

namespace steward::notification {
namespace {

constexpr double kMiddle = 0.5;
constexpr absl::Duration kNoWish = absl::ZeroDuration();

TEST(Judge, FollowsTheTable) {
  struct Row {
    int http_status;
    Verdict verdict;
  };
  const Row rows[] = {
      {200, Verdict::kDelivered}, {204, Verdict::kDelivered},  {299, Verdict::kDelivered},
      {0, Verdict::kFailed},      {100, Verdict::kFailed},     {301, Verdict::kFailed},
      {302, Verdict::kFailed},    {304, Verdict::kFailed},     {400, Verdict::kFailed},
      {404, Verdict::kFailed},    {410, Verdict::kGone},       {429, Verdict::kOverloaded},
      {500, Verdict::kFailed},    {502, Verdict::kOverloaded}, {503, Verdict::kFailed},
      {504, Verdict::kOverloaded}};
  for (const Row& row : rows) EXPECT_EQ(Judge(row.http_status), row.verdict) << row.http_status;
}

TEST(RetrySchedule, WaitsLongerAndLongerAndGivesUp) {
  const absl::Duration waits[] = {
      absl::ZeroDuration(), absl::Seconds(5), absl::Minutes(5), absl::Minutes(30), absl::Hours(2),
      absl::Hours(5),       absl::Hours(10),  absl::Hours(14),  absl::Hours(20),   absl::Hours(24)};
  for (int made = 0; made < 10; ++made)
    EXPECT_EQ(RetrySchedule().NextWait(made, kNoWish, kMiddle), waits[made]) << made;
  EXPECT_EQ(RetrySchedule().NextWait(10, kNoWish, kMiddle), absl::nullopt);
  EXPECT_EQ(RetrySchedule().NextWait(11, absl::Hours(1), kMiddle), absl::nullopt);
}

TEST(RetrySchedule, StaysWithinAFifthOfTheWait) {
  EXPECT_EQ(RetrySchedule().NextWait(2, kNoWish, 0), absl::Minutes(4));
  EXPECT_NEAR(absl::ToDoubleMinutes(*RetrySchedule().NextWait(2, kNoWish, 0.999999)), 6, 0.001);
}

TEST(RetrySchedule, HonoursRetryAfterUpToADay) {
  EXPECT_EQ(RetrySchedule().NextWait(1, absl::Minutes(1), kMiddle), absl::Minutes(1));
  EXPECT_EQ(RetrySchedule().NextWait(2, absl::Minutes(1), kMiddle), absl::Minutes(5));
  EXPECT_EQ(RetrySchedule().NextWait(1, absl::Hours(1000), kMiddle), absl::Hours(24));
}

TEST(RetrySchedule, TakesOtherWaits) {
  const RetrySchedule schedule({kNoWish, absl::Milliseconds(10)}, 0);

  EXPECT_EQ(schedule.attempts_max(), 2);
  EXPECT_EQ(schedule.NextWait(1, kNoWish, 0), absl::Milliseconds(10));
  EXPECT_EQ(schedule.NextWait(2, kNoWish, 0), absl::nullopt);
}

TEST(FailsForTooLong, NeedsFiveDaysAndTwoOccasions) {
  const absl::Time first = absl::FromUnixSeconds(1767225600);
  const absl::Duration day = absl::Hours(24);

  EXPECT_TRUE(FailsForTooLong(first, first + 5 * day, first + 5 * day));
  EXPECT_FALSE(FailsForTooLong(first, first + 4 * day, first + 5 * day - absl::Seconds(1)));
  EXPECT_FALSE(FailsForTooLong(first, first + absl::Hours(11), first + 6 * day));
}

}  // namespace
}  // namespace steward::notification
