#pragma once

// Calls another of Steward's services, with a deadline, retries of UNAVAILABLE and an identity.
// Thread-safe.

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

namespace steward::rpc {

class Caller;
class LoopThread;
class Tls;

class Client {
 public:
  // Returns the signed identity that a call carries for a tenant; empty for none.
  using Identity = std::function<std::string(absl::string_view tenant)>;

  // `address` is a target as of Backend, to which it connects at once. `identity` is asked for each
  // call. With `tls`, only `service` may answer, a neighbour or an id (tls::Neighbour).
  Client(const std::string& address, Identity identity, std::shared_ptr<const Tls> tls = nullptr,
         std::string service = "");
  ~Client();

  // Waits for the answer, on a thread or on a fiber. `method` is full, such as
  // "steward.event.v1.JournalService/ListEvents". Errors are those of the service, UNAVAILABLE when
  // it cannot be reached (after three attempts), DEADLINE_EXCEEDED.
  // With a tenant it is made in that tenant, with what the role "service" may do there.
  absl::Status Call(const std::string& method, const google::protobuf::Message& request,
                    google::protobuf::Message* response, absl::Duration timeout,
                    absl::string_view tenant = "") const;

 private:
  const std::string service_;
  const Identity identity_;
  const std::shared_ptr<LoopThread> thread_;
  // On the loop of `thread_`.
  std::unique_ptr<Caller> caller_;
};

}  // namespace steward::rpc
