#include "platform/trace/retry.h"

#include <gtest/gtest.h>

namespace steward::trace {
namespace {

TEST(Retry, JudgesAnswersAsOtlpHasIt) {
  const std::pair<int, Verdict> cases[] = {
      {200, Verdict::kTaken},   {202, Verdict::kTaken},   {0, Verdict::kRetry},
      {429, Verdict::kRetry},   {502, Verdict::kRetry},   {503, Verdict::kRetry},
      {504, Verdict::kRetry},   {301, Verdict::kRefused}, {400, Verdict::kRefused},
      {401, Verdict::kRefused}, {404, Verdict::kRefused}, {413, Verdict::kRefused},
      {500, Verdict::kRefused}, {501, Verdict::kRefused},
  };
  for (const auto& [status, verdict] : cases) EXPECT_EQ(Judge(status), verdict) << status;
}

TEST(Retry, PausesGrowAndEnd) {
  const RetryPauses pauses;
  EXPECT_EQ(pauses.After(1, absl::ZeroDuration()), absl::Seconds(1));
  EXPECT_EQ(pauses.After(3, absl::ZeroDuration()), absl::Seconds(4));
  EXPECT_EQ(pauses.After(100, absl::ZeroDuration()), absl::Seconds(30));
}

TEST(Retry, ACollectorMayAskForMoreTime) {
  const RetryPauses pauses;
  EXPECT_EQ(pauses.After(1, absl::Seconds(7)), absl::Seconds(7));
  EXPECT_EQ(pauses.After(4, absl::Seconds(7)), absl::Seconds(8));
  EXPECT_EQ(pauses.After(1, absl::Hours(7)), absl::Minutes(1));
}

}  // namespace
}  // namespace steward::trace
