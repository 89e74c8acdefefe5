#pragma once

// Rate, errors and duration of calls:
//   steward_rpc_requests_total{side,service,method,code}
//   steward_rpc_duration_seconds{side,service,method}
//   steward_rpc_in_flight{side,service,method}

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/observe/metrics.h"

namespace steward::observe {

// Thread-safe. Everything is looked up once per method (and code), so a call costs some atomics.
class RpcMetrics {
 public:
  // `side` is "server" or "client". The methods' full names, such as
  // "steward.ticket.v1.TicketService/GetTicket"; an index below is a position in this list.
  RpcMetrics(absl::string_view side, const std::vector<std::string>& methods);
  ~RpcMetrics();

  // A call began. Every Begin is followed by one Observe.
  void Begin(size_t method);
  // The call ended.
  void Observe(size_t method, absl::StatusCode code, absl::Duration elapsed);

 private:
  struct Method;

  std::vector<std::unique_ptr<Method>> methods_;
};

}  // namespace steward::observe
