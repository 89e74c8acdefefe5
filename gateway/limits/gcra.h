#pragma once

// How many requests a limit lets through, by the generic cell rate algorithm (ITU-T I.371): a whole
// window's worth at once, and then as many as the window lets come back. One time is all that it
// keeps. Pure functions.

#include <cstdint>

#include "absl/time/time.h"

namespace steward::gateway {

struct Limit {
  // 0: no limit.
  int64_t requests = 0;
  absl::Duration window = absl::Minutes(1);
};

// What is left of a limit.
struct Left {
  int64_t requests = 0;
  // Until the whole limit is there again.
  absl::Duration reset;
  // Until one more request is let through; zero when there is one now.
  absl::Duration wait;
};

// `arrival` is the theoretical arrival time: when the whole limit is there again. In the past when
// it is there now.
Left LeftOf(const Limit& limit, absl::Time arrival, absl::Time now);
// The arrival time after `count` requests, of which there were as many.
absl::Time AfterTaking(const Limit& limit, int64_t count, absl::Time arrival, absl::Time now);

}  // namespace steward::gateway
