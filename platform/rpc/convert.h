#pragma once

// Between us and gRPC's own library, for programs that use it; services do not.

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"

namespace steward::rpc {

// As StatusOfReply.
absl::Status FromGrpc(const grpc::Status& status);

grpc::ByteBuffer Encode(std::string bytes);
std::string BytesOf(const grpc::ByteBuffer& buffer);

}  // namespace steward::rpc
