#pragma once

// Calls another of Steward's services, with a deadline, retries of UNAVAILABLE and an identity.
// Thread-safe.

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "platform/rpc/renewed_channel.h"

namespace steward::rpc {

class Client {
 public:
  // `address` is host:port or dns:///name:port. `identity` returns the signed identity that calls
  // carry; it is asked for each call. With `tls`, only `service` may answer (RenewedChannel).
  Client(const std::string& address, std::function<std::string()> identity,
         std::shared_ptr<const Tls> tls = nullptr, const std::string& service = "");

  // `method` is full, such as "steward.event.v1.JournalService/ListEvents". Errors are those of
  // the service, UNAVAILABLE when it cannot be reached (after three attempts), DEADLINE_EXCEEDED.
  absl::Status Call(const std::string& method, const google::protobuf::Message& request,
                    google::protobuf::Message* response, absl::Duration timeout) const;

 private:
  const RenewedChannel channel_;
  std::function<std::string()> identity_;
};

}  // namespace steward::rpc
