#pragma once

// grpc.health.v1.Health/Check, for probes. Anonymous, as the protocol has it; Watch is not
// implemented, which the protocol allows. The library's own service would add threads that take
// part in everybody's input and output.

#include <atomic>

#include "platform/rpc/raw_service.h"

namespace steward::rpc {

class Health {
 public:
  // SERVING from the start, for the whole process: the service name "" is the only known one.
  Health();

  void SetNotServing() { is_serving_ = false; }
  RawService* service() { return &service_; }

 private:
  grpc::Status Check(const grpc::ByteBuffer& request, grpc::ByteBuffer* response) const;

  std::atomic<bool> is_serving_{true};
  RawService service_;
};

}  // namespace steward::rpc
