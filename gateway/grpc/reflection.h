#pragma once

// grpc.reflection.v1 and v1alpha (their messages are the same): clients such as grpcurl learn the
// API from the server. Works on wire bytes; the messages are few and small.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/api/api.h"

namespace steward::gateway {

// Whether the gRPC path is the one method of either version.
bool IsReflectionPath(absl::string_view path);

// The encoded ServerReflectionResponse to an encoded ServerReflectionRequest. Only public services
// are listed, and only what is in public files is found (see Api). Fails with MALFORMED_REQUEST
// when the bytes are broken. Thread-safe.
absl::StatusOr<std::string> Reflect(const Api& api, absl::string_view request);

}  // namespace steward::gateway
