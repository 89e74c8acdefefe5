#include "services/notification/domain/retry.h"

#include <algorithm>
#include <utility>

namespace steward::notification {

Verdict Judge(int http_status) {
  if (http_status >= 200 && http_status <= 299) return Verdict::kDelivered;
  if (http_status == 410) return Verdict::kGone;
  if (http_status == 429 || http_status == 502 || http_status == 504) return Verdict::kOverloaded;
  return Verdict::kFailed;
}

RetrySchedule::RetrySchedule()
    : RetrySchedule({absl::ZeroDuration(), absl::Seconds(5), absl::Minutes(5), absl::Minutes(30),
                     absl::Hours(2), absl::Hours(5), absl::Hours(10), absl::Hours(14),
                     absl::Hours(20), absl::Hours(24)},
                    0.2) {}

RetrySchedule::RetrySchedule(std::vector<absl::Duration> waits, double jitter)
    : waits_(std::move(waits)), jitter_(jitter) {}

absl::optional<absl::Duration> RetrySchedule::NextWait(int attempts_made,
                                                       absl::Duration retry_after,
                                                       double random) const {
  if (attempts_made >= attempts_max()) return absl::nullopt;
  const absl::Duration wait = waits_[std::max(attempts_made, 0)] * (1 + jitter_ * (2 * random - 1));
  return std::max(wait, std::min(retry_after, kRetryAfterMax));
}

bool FailsForTooLong(absl::Time first_failure_at, absl::Time last_failure_at, absl::Time now) {
  return now - first_failure_at >= absl::Hours(5 * 24) &&
         last_failure_at - first_failure_at >= absl::Hours(12);
}

}  // namespace steward::notification
