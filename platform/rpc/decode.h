#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace steward::rpc {

// A request; fields that its message does not know are left out, at any depth. INVALID_ARGUMENT
// MALFORMED_REQUEST when the bytes are not such a message, strings that are not UTF-8 included.
absl::Status Decode(absl::string_view bytes, google::protobuf::Message* message);

}  // namespace steward::rpc
