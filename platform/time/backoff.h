#pragma once

// How long to rest before something is tried again.

#include <algorithm>
#include <cstdint>

#include "absl/time/time.h"

namespace steward {

// After so many failures in a row, at least one: `first`, twice as long each further time, and
// never longer than `longest`. Thread-safe.
inline absl::Duration PauseAfter(int64_t failures, absl::Duration first, absl::Duration longest) {
  return std::min(longest, first * (int64_t{1} << std::min<int64_t>(failures - 1, 30)));
}

}  // namespace steward
