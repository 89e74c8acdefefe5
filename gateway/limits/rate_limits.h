#pragma once

// How many requests may be sent: for each class of methods one limit of each caller, and one of all
// callers of a tenant together; some tenants have others.

#include <array>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "gateway/api/rate_class.h"
#include "gateway/limits/gcra.h"

namespace steward::gateway {

// One of each caller, and one of all callers of a tenant together.
struct Limits {
  Limit caller, tenant;

  bool empty() const { return caller.requests == 0 && tenant.requests == 0; }
};

class RateLimits {
 public:
  // None.
  RateLimits() = default;
  // `limits` for reads and for writes, and of what is expensive a tenth, but at least one.
  explicit RateLimits(const Limits& limits);

  // Says more, such as "tenant=acme class=expensive caller=100 total=1000": requests in a minute, 0
  // for no limit. Without `tenant` it is of all tenants, without `class` of all classes; what the
  // row does not say stays. InvalidArgument, why it cannot be understood, in the words of a
  // configuration's reader.
  absl::Status Add(absl::string_view row);

  // Of a class that has limits.
  const Limits& Of(absl::string_view tenant, RateClass rate_class) const;
  // Whether nobody has any.
  bool empty() const;

 private:
  using ByClass = std::array<Limits, kLimitedClassCount>;

  ByClass all_;
  absl::flat_hash_map<std::string, ByClass> by_tenant_;
};

}  // namespace steward::gateway
