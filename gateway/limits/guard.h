#pragma once

// What stands between a caller who is known and the services: their limits, and how much is under
// way. Belongs to a loop.

#include "gateway/limits/in_flight.h"
#include "gateway/limits/quotas.h"

namespace steward::gateway {

struct Guard {
  Guard(QuotaSource* source, Loop& loop, int64_t calls_max)
      : quotas(source, loop), calls(calls_max) {}

  Quotas quotas;
  InFlight calls;
};

}  // namespace steward::gateway
