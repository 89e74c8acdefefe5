#include "gateway/limits/gcra.h"

#include <algorithm>

namespace steward::gateway {

Left LeftOf(const Limit& limit, absl::Time arrival, absl::Time now) {
  const absl::Duration interval = limit.window / limit.requests;
  // A clock that was set back must not block anybody for longer than a window.
  const absl::Duration owed = std::min(std::max(arrival - now, absl::ZeroDuration()), limit.window);
  absl::Duration rest;
  Left left;
  left.requests = absl::IDivDuration(limit.window - owed, interval, &rest);
  left.requests = std::min(left.requests, limit.requests);
  left.reset = owed;
  if (left.requests == 0) left.wait = interval - rest;
  return left;
}

absl::Time AfterTaking(const Limit& limit, int64_t count, absl::Time arrival, absl::Time now) {
  const absl::Time from = std::min(std::max(arrival, now), now + limit.window);
  return from + count * (limit.window / limit.requests);
}

}  // namespace steward::gateway
