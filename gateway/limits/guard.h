#pragma once

// What stands between a caller who is known and the services: their limits, and how much is under
// way. Belongs to a loop, except for what all loops share.

#include "gateway/limits/holds.h"
#include "gateway/limits/in_flight.h"
#include "gateway/limits/quotas.h"

namespace steward::gateway {

// Of all loops. Thread-safe.
struct LongAnswers {
  // By caller, the others by tenant.
  Holds streams, exports, uploads;
};

struct Guard {
  // `source` may be null; it and `shared` outlive this.
  Guard(QuotaSource* source, Loop& loop, int64_t calls_max, LongAnswers& shared)
      : quotas(source, loop),
        calls(calls_max),
        streams(shared.streams),
        exports(shared.exports),
        uploads(shared.uploads) {}

  Quotas quotas;
  InFlight calls;
  Holds& streams;
  Holds& exports;
  Holds& uploads;
};

}  // namespace steward::gateway
