#pragma once

// grpc.health.v1.Health/Check, for probes. Anonymous, as the protocol has it; Watch is not
// implemented, which the protocol allows.

#include <atomic>

#include "platform/rpc/raw_service.h"

namespace steward::rpc {

class Health {
 public:
  // SERVING from the start, for the whole process: the service name "" is the only known one.
  Health();

  void SetNotServing() { is_serving_ = false; }
  const RawService& service() const { return service_; }

 private:
  Outcome Check(absl::string_view request) const;

  std::atomic<bool> is_serving_{true};
  RawService service_;
};

}  // namespace steward::rpc
