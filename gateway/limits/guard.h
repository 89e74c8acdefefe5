#pragma once

// What stands between a caller who is known and the services: their limits, and how much is under
// way. Belongs to a loop, except for what all loops share.

#include "gateway/limits/holds.h"
#include "gateway/limits/in_flight.h"
#include "gateway/limits/quotas.h"

namespace steward::gateway {

// Answers and requests that last. Of all loops; thread-safe.
struct LongCalls {
  // By caller, the others by tenant.
  Holds streams, exports, uploads;
};

struct Guard {
  // `source` may be null; it, `limits` and `shared` outlive this.
  Guard(QuotaSource* source, const RateLimits& limits, rpc::Loop& loop, int64_t calls_max,
        LongCalls& shared)
      : quotas(source, limits, loop), calls(calls_max), long_calls(shared) {}

  Quotas quotas;
  InFlightByService calls;
  LongCalls& long_calls;
};

}  // namespace steward::gateway
