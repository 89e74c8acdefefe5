#pragma once

// Waiting in a test for what another thread or process does soon. The one place where a test may
// sleep: everything else waits by this, or on a notification of its own.
//
//   ASSERT_TRUE(Eventually([&] { return worker.done() == 3; }));

#include <functional>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace steward {

// Whether the condition comes to hold in time. It is called by this thread, every few milliseconds,
// and at least once.
inline bool Eventually(const std::function<bool()>& condition,
                       absl::Duration timeout = absl::Seconds(20)) {
  const absl::Time end = absl::Now() + timeout;
  while (!condition()) {
    if (absl::Now() >= end) return false;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return true;
}

}  // namespace steward
