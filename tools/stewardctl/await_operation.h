#pragma once

// Waits for operations, which go on after the call that asked for them.

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

using PrintMessage = std::function<absl::Status(const google::protobuf::Message&)>;

// Waits until the operation is done, gives it to `print`, and tells on standard error which of its
// items were refused. At a terminal it shows how far it has come; whoever interrupts it is told how
// to go on. Errors: told already, of status 1, when not all was done; Steward's.
absl::Status AwaitOperation(const Invocation& invocation, Client& client, const std::string& name,
                            const PrintMessage& print);

// "[=====     ] 50 of 100, 3 refused".
std::string ProgressText(int64_t succeeded, int64_t failed, int64_t all);

}  // namespace steward::ctl
