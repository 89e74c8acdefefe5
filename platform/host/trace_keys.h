#pragma once

// The configuration keys of traces, which are the same in all processes.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/config/config.h"

namespace steward::host {

// Declares the keys; the values are there after Config::Load.
class TraceKeys {
 public:
  explicit TraceKeys(config::Config& config);

  // INVALID_ARGUMENT for what is no URL of a collector, no ratio, or headers without it.
  absl::Status Check() const;
  // Spans are exported from now on, as those of "steward-<service>"; without an endpoint none are.
  // Errors: those of Check, and INVALID_ARGUMENT for a file of headers that cannot be read, is open
  // to others, or holds none.
  absl::Status Start(const std::string& service) const;

 private:
  absl::StatusOr<double> Ratio() const;
  absl::StatusOr<std::vector<std::string>> Headers() const;

  const std::string &endpoint_, &ratio_, &headers_file_;
};

}  // namespace steward::host
