#pragma once

#include <functional>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace steward::events {

// Whether the condition comes to hold in time.
inline bool Eventually(const std::function<bool()>& condition,
                       absl::Duration limit = absl::Seconds(20)) {
  for (absl::Time start = absl::Now(); absl::Now() - start < limit;) {
    if (condition()) return true;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return condition();
}

}  // namespace steward::events
