#pragma once

// Rate, errors and duration of the calls of a door by method of the API; never by path or tenant:
//   steward_<door>_requests_total{method_name,code}
//   steward_<door>_duration_seconds{method_name}
//   steward_<door>_in_flight

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "gateway/api/api.h"
#include "platform/observe/metrics.h"

namespace steward::gateway {

// Belongs to one thread; the metrics behind it are shared.
class DoorMetrics {
 public:
  enum Door { kHttp, kGrpc };

  explicit DoorMetrics(Door door);
  void Begin() { in_flight_.Increment(); }
  // `method` is null when none was found. `code` is that of HTTP, or of gRPC.
  void End(const Method* method, int code, absl::Duration elapsed);

 private:
  struct Row {
    observe::Histogram* duration = nullptr;
    absl::flat_hash_map<int, observe::Counter*> by_code;
  };
  const Door door_;
  observe::Gauge& in_flight_;
  absl::flat_hash_map<const Method*, Row> rows_;
};

}  // namespace steward::gateway
