#pragma once

// How many calls wait for the end of an operation in this process. Each holds a place among the
// calls that are served at once, so that they are bounded, by tenant too: nobody takes all of them.
// Thread-safe.

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"

namespace steward::operations {

class Waits {
 public:
  struct Limits {
    int by_tenant = 16;
    int all = 128;
  };
  explicit Waits(const Limits& limits) : limits_(limits) {}

  // Counts until it is destroyed; not longer than these Waits.
  using Hold = std::shared_ptr<void>;

  // RATE_LIMITED when as many wait as may.
  absl::StatusOr<Hold> Begin(const std::string& tenant);

 private:
  void End(const std::string& tenant);

  const Limits limits_;
  std::mutex mutex_;
  // Of tenants for whom some wait.
  std::map<std::string, int> by_tenant_;
  int all_ = 0;
};

}  // namespace steward::operations
