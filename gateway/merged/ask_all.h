#pragma once

// Asks several services at once, for a call that the gateway answers.

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/local/local_call.h"

namespace steward::gateway {

// Service to the encoded request or response of a method.
using Messages = std::map<std::string, std::string>;

// In whose name a service is asked: an identity for it.
using Identify = std::function<std::shared_ptr<const std::string>(const std::string& service)>;

// `method` is full, such as "steward.event.v1.JournalService/GetAuditHead". `done` runs once, on
// the loop of `caller`: with the responses of all services, or with an error as soon as one is
// known. What a service refuses is passed on, one that fails or cannot be reached is UNAVAILABLE.
// Each may be asked again: the method changes nothing that a repeat does not find.
void AskAll(rpc::Caller& caller, const LocalCall& call, absl::string_view method,
            const Identify& identify, const Messages& requests,
            std::function<void(absl::StatusOr<Messages>)> done);

}  // namespace steward::gateway
