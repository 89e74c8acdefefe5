#pragma once

// When a failed delivery is tried again. Pure; everything here is thread-safe.

#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace steward::notification {

// What the answer of an endpoint means.
enum class Verdict {
  // 2xx.
  kDelivered,
  // Anything else, redirects included, which are never followed.
  kFailed,
  // 429, 502, 504: failed, and the endpoint should get less for a while.
  kOverloaded,
  // 410: the endpoint wants no more events.
  kGone,
};

// `http_status` 0 means that no answer came.
Verdict Judge(int http_status);

// Longest wait that an endpoint may ask for with Retry-After.
inline constexpr absl::Duration kRetryAfterMax = absl::Hours(24);
// How long an overloaded endpoint that names no time gets nothing.
inline constexpr absl::Duration kOverloadPause = absl::Seconds(30);

class RetrySchedule {
 public:
  // At once, then 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h after the failure before.
  RetrySchedule();
  // Waits before the first, second … attempt, as many as there are attempts, at least one.
  // `jitter` from 0 to 1 is the greatest part of a wait by which it is made shorter or longer.
  RetrySchedule(std::vector<absl::Duration> waits, double jitter);

  int attempts_max() const { return static_cast<int>(waits_.size()); }

  // Wait before the next attempt after `attempts_made` attempts, at least `retry_after` (of which
  // kRetryAfterMax counts). Nothing when all attempts are made. `random` is uniform in [0, 1).
  absl::optional<absl::Duration> NextWait(int attempts_made, absl::Duration retry_after,
                                          double random) const;

 private:
  std::vector<absl::Duration> waits_;
  double jitter_;
};

// Whether an endpoint that answered nothing but failures since `first_failure_at` should be
// disabled: for 5 days, on at least two occasions 12 hours apart.
bool FailsForTooLong(absl::Time first_failure_at, absl::Time last_failure_at, absl::Time now);

}  // namespace steward::notification
