#pragma once

// Rate, errors and duration of HTTP requests by method of the API; never by path or tenant.

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "gateway/api/api.h"
#include "platform/observe/metrics.h"

namespace steward::gateway {

// Belongs to one thread; the metrics behind it are shared.
class HttpMetrics {
 public:
  HttpMetrics();
  void Begin() { in_flight_.Increment(); }
  // `method` is null when no route was found.
  void End(const Method* method, int status, absl::Duration elapsed);

 private:
  struct Row {
    observe::Histogram* duration = nullptr;
    absl::flat_hash_map<int, observe::Counter*> by_status;
  };
  observe::Gauge& in_flight_;
  absl::flat_hash_map<const Method*, Row> rows_;
};

}  // namespace steward::gateway
