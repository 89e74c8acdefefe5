#pragma once

// Pauses of many that should not fall together.

#include "absl/random/random.h"
#include "absl/time/time.h"

namespace steward {

// `pause`, give or take up to `share` of it. Thread-safe.
inline absl::Duration Jittered(absl::Duration pause, double share = 0.2) {
  thread_local absl::InsecureBitGen random;
  return pause * absl::Uniform(random, 1 - share, 1 + share);
}

}  // namespace steward
