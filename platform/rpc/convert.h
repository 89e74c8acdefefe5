#pragma once

// Between absl and gRPC: statuses with their details, messages as buffers.

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace steward::rpc {

// The details travel as grpc-status-details-bin (google.rpc.Status). A status that carries no
// details of ours (from the channel) gets the reason of its code.
absl::Status FromGrpc(const grpc::Status& status);

// A request; fields that its message does not know are left out, at any depth. INVALID_ARGUMENT
// MALFORMED_REQUEST when the bytes are not such a message, strings that are not UTF-8 included.
absl::Status Decode(absl::string_view bytes, google::protobuf::Message* message);
grpc::ByteBuffer Encode(std::string bytes);
std::string BytesOf(const grpc::ByteBuffer& buffer);

}  // namespace steward::rpc
