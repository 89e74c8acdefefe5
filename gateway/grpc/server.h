#pragma once

// The gRPC port: calls of services pass through byte for byte, streams are answered by the gateway,
// reflection and health as every gRPC server has them. A call stays on the thread of its
// connection, which calls the services, too.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/access/access.h"
#include "gateway/api/api.h"
#include "gateway/entrance/call_times.h"
#include "gateway/entrance/entrance.h"
#include "gateway/local/local_call.h"
#include "gateway/transcode/etag_rule.h"
#include "gateway/watch/stream.h"
#include "platform/caller/caller.h"
#include "platform/tls/watched_certificate.h"

namespace steward::gateway {

// What a client may ask of the port at most.
struct GrpcLimits {
  // Bytes of a request message, and of a call's metadata.
  size_t message = 4 << 20;
  size_t metadata = 8 << 10;
  // Calls at a time on a connection.
  uint32_t streams = 100;
  // Clients connect anew after this, so that they spread over replicas.
  absl::Duration age = absl::Hours(1);
};

struct GrpcOptions {
  // "host:port"; port 0 takes any.
  std::string address = "127.0.0.1:9090";
  int threads = 1;
  // With it, the port speaks TLS (1.2 or 1.3) and nothing else; null: plain.
  std::shared_ptr<const tls::WatchedCertificate> certificate;
  // Of the handshakes of TLS and HTTP/2.
  absl::Duration handshake_timeout = absl::Seconds(10);
  // Connections beyond this are closed at once.
  size_t max_connections = 4096;
  // For each message that a call waits for, and for a client to take what it is sent.
  absl::Duration body_timeout = absl::Seconds(30);
  // A connection without calls ends after this.
  absl::Duration idle_timeout = absl::Seconds(60);
  GrpcLimits limits;
  bool reflection = true;
  CallTimes times;
};

// What all calls share; it outlives the server.
struct GrpcContext {
  const Api& api;
  Access& access;
  const LocalStreams& streams;
  const LocalMethods& methods;
  const EtagRule& etags;
  std::function<bool()> ready;
};

// What serves the calls of one loop, and belongs to it.
struct GrpcGuest {
  rpc::Caller* caller;
  Entrance* entrance;
};

class GrpcServer {
 public:
  // Binds. UNAVAILABLE when the address is taken.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Listen(const GrpcOptions& options,
                                                            const GrpcContext& context);
  virtual ~GrpcServer() = default;
  virtual int port() const = 0;
  virtual std::vector<rpc::Loop*> loops() = 0;
  // Serves, with one guest per loop.
  virtual void Start(const std::vector<GrpcGuest>& guests) = 0;
  // Refuses new calls, lets those under way finish, cuts off what is left after `grace`. The loops
  // go on.
  virtual void Drain(absl::Duration grace) = 0;
  // Ends the loops, once drained and without guests.
  virtual void Stop() = 0;
};

}  // namespace steward::gateway
