#pragma once

// Messages that their sender compressed. Pure functions.

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::rpc {

// What "grpc-accept-encoding" says.
inline constexpr char kEncodings[] = "identity,deflate,gzip";

// `encoding`: "gzip" (RFC 1952) or "deflate" (RFC 1950). Errors: METHOD_NOT_IMPLEMENTED for another
// one, MALFORMED_REQUEST, BODY_TOO_LARGE for more than `limit` bytes, of which no more are kept.
absl::StatusOr<std::string> Inflate(absl::string_view encoding, absl::string_view bytes,
                                    size_t limit);

// RESOURCE_EXHAUSTED BODY_TOO_LARGE: one message is larger than it may be.
absl::Status MessageTooLarge(size_t limit);

}  // namespace steward::rpc
