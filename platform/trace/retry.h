#pragma once

// What an answer of a collector means for what was sent to it, by the rules of OTLP over HTTP. Pure
// functions.

#include <algorithm>

#include "absl/time/time.h"
#include "platform/time/backoff.h"

namespace steward::trace {

enum class Verdict {
  kTaken,
  // Sent again later: the collector is overloaded or away.
  kRetry,
  // It would be refused again.
  kRefused,
};

// 0: no answer came.
inline Verdict Judge(int http_status) {
  if (http_status >= 200 && http_status < 300) return Verdict::kTaken;
  switch (http_status) {
    case 0:
    case 429:
    case 502:
    case 503:
    case 504:
      return Verdict::kRetry;
    default:
      return Verdict::kRefused;
  }
}

struct RetryPauses {
  absl::Duration first = absl::Seconds(1);
  absl::Duration longest = absl::Seconds(30);
  // A collector that asks for more waits no longer.
  absl::Duration retry_after_max = absl::Minutes(1);

  // After so many failures in a row, at least one. `retry_after`: as the collector asks; zero: it
  // does not.
  absl::Duration After(int failures, absl::Duration retry_after) const {
    return std::max(PauseAfter(failures, first, longest), std::min(retry_after, retry_after_max));
  }
};

}  // namespace steward::trace
