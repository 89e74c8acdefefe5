#pragma once

// A gRPC server whose handlers run on fibers, on a few threads: HTTP/2 is nghttp2's, calls are ours
// (docs/adr/0022-grpc-over-nghttp2.md).

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/rpc/methods.h"

namespace steward::http2 {
class Listener;
}  // namespace steward::http2

namespace steward::rpc {

class Health;
class Lane;
class Service;
class Tls;

class Server {
 public:
  // Threads that serve calls; a connection belongs to one of them.
  static constexpr int kThreadsDefault = 1;

  // `address` is host:port; port 0 takes a free one. Health (grpc.health.v1) is SERVING at once.
  // The services must outlive the server. Dies when one of them lacks a handler. With `tls` only
  // peers with a certificate reach it; which of them may call is for Interceptors to say.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const std::string& address,
                                                       const std::vector<Service*>& services,
                                                       int threads = kThreadsDefault,
                                                       const Tls* tls = nullptr);
  ~Server();

  int port() const { return port_; }
  // Tells health checks, and who watches, that this process is not to be called any more.
  void SetNotServing();
  // Takes no new connections, tells callers to go elsewhere, ends watches and waits for calls in
  // flight; after `grace` they are cut off. Returns when the handlers have returned, which is by
  // the deadlines of their calls.
  void Shutdown(absl::Duration grace);

 private:
  Server();

  Methods methods_;
  std::unique_ptr<Health> health_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::shared_ptr<http2::Listener> listener_;
  int port_ = 0;
};

}  // namespace steward::rpc
