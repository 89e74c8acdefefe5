#pragma once

// A gRPC server with the limits and pollers that blocking handlers need.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace grpc {
class Server;
class Service;
}  // namespace grpc

namespace steward::rpc {

class Server {
 public:
  // `address` is host:port; port 0 takes a free one. Health (grpc.health.v1) is SERVING at once.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const std::string& address,
                                                       const std::vector<grpc::Service*>& services);
  ~Server();

  int port() const { return port_; }
  // Tells health checks that this process is not to be called any more.
  void SetNotServing();
  // Waits for calls in flight, at most `grace`, then ends them.
  void Shutdown(absl::Duration grace);

 private:
  Server() = default;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace steward::rpc
