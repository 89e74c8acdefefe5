#pragma once

// The messages that a caller streams, as bytes. Inside platform/rpc only.

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace grpc {
class ByteBuffer;
}  // namespace grpc

namespace steward::rpc {

// Of one call and its fiber.
class MessageSource {
 public:
  virtual ~MessageSource() = default;

  // Takes the next message; false once the caller has ended the stream. Whoever does not ask holds
  // the caller up: no more is taken in than the window of the connection. Errors, after which
  // nothing more comes:
  //   DEADLINE_EXCEEDED
  //   UNAVAILABLE  the stream broke off, so that what came may not be all
  virtual absl::StatusOr<bool> Next(absl::Time deadline, grpc::ByteBuffer* message) = 0;
};

}  // namespace steward::rpc
