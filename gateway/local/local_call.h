#pragma once

// Unary methods that the gateway itself answers, whichever way they come in.

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/access/sender.h"
#include "platform/caller/caller.h"

namespace steward::gateway {

// Its sender has the permission of the method.
struct LocalCall : Sender {
  // Encoded request message.
  std::string request;
  // Full method name.
  std::string method;
  absl::Time deadline;
};

struct LocalResponse {
  // Without anything beside it.
  LocalResponse(std::string response) : message(std::move(response)) {}  // NOLINT: as it is
  LocalResponse(std::string response, std::vector<std::pair<std::string, std::string>> beside)
      : message(std::move(response)), metadata(std::move(beside)) {}

  // Encoded.
  std::string message;
  // As rpc::Reply has it.
  std::vector<std::pair<std::string, std::string>> metadata;
};

// Runs once, on the caller's loop.
using LocalAnswer = std::function<void(absl::StatusOr<LocalResponse>)>;
// Answers a call on the loop of `caller`, perhaps before it returns.
using LocalMethod = std::function<void(rpc::Caller& caller, LocalCall call, LocalAnswer answer)>;

// By full method name, such as "steward.audit.v1.AuditService/GetAuditHeads".
using LocalMethods = absl::flat_hash_map<std::string, LocalMethod>;

}  // namespace steward::gateway
