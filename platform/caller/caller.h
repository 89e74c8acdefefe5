#pragma once

// Calls methods of other services, bytes in and bytes out.

#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/caller/backend.h"
#include "platform/caller/loop.h"
#include "platform/caller/reply.h"
#include "platform/rpc/tls.h"

namespace steward::rpc {

// Service name, such as "ticket", to target, such as "dns:///ticket:7001" or
// "127.0.0.1:7001|127.0.0.1:7002" (as of Backend).
using Backends = absl::flat_hash_map<std::string, std::string>;

// All that a service learns of a call, besides its deadline: nothing of it is what the client sent.
struct Outgoing {
  std::string service;
  // "/steward.ticket.v1.TicketService/GetTicket".
  std::string path;
  // Encoded message; none for a call whose requests follow.
  std::string request;
  // Serialized SignedIdentity for `service`.
  std::shared_ptr<const std::string> identity;
  std::string request_id;
  std::string trace_parent;  // of who calls; where spans are recorded, the call is one below it
  absl::Time deadline;
  // Whether it may be sent again after UNAVAILABLE: it reads only, or carries a request id.
  bool repeatable = false;
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
  virtual void Send(absl::string_view message, std::function<void()> sent) = 0;
  // That was all. When nothing is being sent.
  virtual void End() = 0;
};

// Belongs to one loop; every function is called, and every `done` runs, on its thread.
class Caller {
 public:
  // With `tls`, a backend must be the service that it is named after. Connects at once.
  Caller(Loop& loop, const Backends& backends, const std::shared_ptr<const Tls>& tls);
  ~Caller();

  // `done` runs once, never before Start returned. A repeatable call is sent up to three times,
  // after 100 ms and 200 ms, ± 20 %. UNIMPLEMENTED for a service that has no backend.
  std::shared_ptr<PendingCall> Start(Outgoing outgoing, std::function<void(Reply&)> done);
  // The same for a call whose requests follow; it is sent once. Null without a backend: `done` runs
  // later.
  std::shared_ptr<Upload> StartUpload(Outgoing outgoing, std::function<void(Reply&)> done);
  // Whether any service has a connection at the moment. Thread-safe.
  bool Connected() const { return connected_; }
  // Names of the services, sorted.
  std::vector<std::string> services() const;
  Loop& loop() { return loop_; }
  // Ends the connections and all calls, whose `done` runs with UNAVAILABLE; none begins any more.
  // Also when the loop's thread has ended.
  void Shutdown();

 private:
  class Call;
  struct Service {
    std::unique_ptr<Backend> backend;
    // Calls that wait for a connection.
    std::vector<std::shared_ptr<Call>> waiting;
  };

  std::shared_ptr<Call> Begin(Outgoing outgoing, std::function<void(Reply&)> done, bool is_upload);
  void OnChanged(Service* service);
  void Tick();
  // Calls that have not ended, by their deadline.
  void Watch(Call* call);
  void Unwatch(Call* call);
  void EndOverdue();

  Loop& loop_;
  absl::flat_hash_map<std::string, std::unique_ptr<Service>> services_;
  std::set<std::pair<absl::Time, Call*>> calls_;
  std::shared_ptr<Timer> ticker_, first_deadline_;
  absl::Time first_deadline_at_ = absl::InfiniteFuture();
  std::atomic<bool> connected_{false};
  bool is_shut_down_ = false;
};

}  // namespace steward::rpc
