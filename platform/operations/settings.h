#pragma once

// What an installation may set about the operations of a service.

#include <cstdint>

#include "absl/time/time.h"
#include "platform/config/config.h"

namespace steward::operations {

inline constexpr absl::Duration kKeptFor = absl::Hours(30 * 24);
inline constexpr int64_t kRunningMax = 20;

// Declares the keys; the values are there after Config::Load.
struct Settings {
  explicit Settings(config::Config& config)
      : retention(config.Duration("operation_retention", kKeptFor,
                                  "How long operations are kept after their end; those that ended "
                                  "before are kept for what it was then.")),
        per_tenant(config.Int("operations_per_tenant", kRunningMax, 1, 1'000,
                              "Operations of a tenant that are not done; more are refused.")) {}

  const absl::Duration& retention;
  const int64_t& per_tenant;
};

}  // namespace steward::operations
