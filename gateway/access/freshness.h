#pragma once

// How long an answer of the directory counts. A pure function.

#include "absl/time/time.h"

namespace steward::gateway {

enum class Freshness {
  // Counts.
  kYoung,
  // Counts, and is asked for again meanwhile.
  kAging,
  // Counts only when the directory cannot be reached.
  kOld,
  // Counts no longer.
  kGone
};

// What was revoked is refused once this time has passed.
inline constexpr absl::Duration kAnswerAgeMax = absl::Seconds(5);

// Of an answer to a question that was asked at `asked`, and that is out of date from `change` on.
Freshness FreshnessOf(absl::Time asked, absl::Time change, absl::Time now);

}  // namespace steward::gateway
