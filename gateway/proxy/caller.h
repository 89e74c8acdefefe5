#pragma once

// Calls methods of the services behind the gateway, bytes in and bytes out.

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/slice.h>
#include <grpcpp/support/status.h>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/proxy/loop.h"
#include "platform/rpc/renewed_channel.h"

namespace steward::gateway {

// Service name, such as "ticket", to gRPC target, such as "dns:///ticket:7001" or
// "127.0.0.1:7001|127.0.0.1:7002": replicas of fixed addresses are separated by '|'.
using Backends = absl::flat_hash_map<std::string, std::string>;

// From entries "ticket=127.0.0.1:7001". Fails for a malformed entry and for a service named twice.
absl::StatusOr<Backends> ParseBackends(const std::vector<std::string>& entries);

// All that a service learns of a call, besides its deadline: nothing of it is what the client sent.
struct Outgoing {
  std::string service;
  // "/steward.ticket.v1.TicketService/GetTicket".
  std::string path;
  grpc::ByteBuffer request;
  // Serialized SignedIdentity for `service`.
  std::shared_ptr<const std::string> identity;
  std::string request_id;
  std::string trace_parent;
  absl::Time deadline;
  // Whether it may be sent again after UNAVAILABLE: it reads only, or carries a request id.
  bool repeatable = false;
};

struct Reply {
  grpc::Status status;
  // The response message.
  grpc::Slice body;
  // Answer metadata of the service that clients may see ("steward-replayed", …).
  std::vector<std::pair<std::string, std::string>> metadata;

  absl::string_view bytes() const {
    return {reinterpret_cast<const char*>(body.begin()), body.size()};
  }
  // Whether one of `metadata` has this name; its value.
  absl::string_view Metadata(absl::string_view name) const;
};

class PendingCall {
 public:
  virtual ~PendingCall() = default;
  // `done` still runs, with CANCELLED. Loop thread.
  virtual void Cancel() = 0;
};

// A call whose requests are a stream. Loop thread.
class Upload : public PendingCall {
 public:
  // Sends a message; `sent` runs when the next may be sent, unless the call ends first. One at a
  // time.
  virtual void Send(grpc::ByteBuffer message, std::function<void()> sent) = 0;
  // That was all. When nothing is being sent.
  virtual void End() = 0;
};

// Belongs to one loop; every function is called, and every `done` runs, on its thread.
class Caller {
 public:
  // With `tls`, a backend must be the service that it is named after.
  Caller(Loop& loop, const Backends& backends, const std::shared_ptr<const rpc::Tls>& tls);
  ~Caller();

  // `done` runs once, never before Start returned. A repeatable call is sent up to three times,
  // after 100 ms and 200 ms, ± 20 %. UNIMPLEMENTED for a service that has no backend.
  std::shared_ptr<PendingCall> Start(Outgoing outgoing, std::function<void(Reply&)> done);
  // The same for a call whose requests follow; it is sent once. Null without a backend: `done` runs
  // later.
  std::shared_ptr<Upload> StartUpload(Outgoing outgoing, std::function<void(Reply&)> done);
  // Whether any service has a connection at the moment; makes those try that have none.
  // Thread-safe.
  bool Connected();
  // Names of the services, sorted.
  std::vector<std::string> services() const;
  Loop& loop() { return loop_; }

 private:
  class Call;
  // Null without a backend.
  std::shared_ptr<grpc::GenericStub> StubOf(const std::string& service);

  Loop& loop_;
  struct Backend {
    std::unique_ptr<const rpc::RenewedChannel> channel;
    // Of the channel that was there last.
    std::shared_ptr<grpc::Channel> stub_channel;
    std::shared_ptr<grpc::GenericStub> stub;

    const std::shared_ptr<grpc::GenericStub>& Stub();
  };
  absl::flat_hash_map<std::string, Backend> backends_;
};

// One buffer with a copy of the bytes.
grpc::ByteBuffer ToBuffer(absl::string_view bytes);

}  // namespace steward::gateway
