#pragma once

// The messages that a caller streams, as bytes. Inside platform/rpc only.

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace steward::rpc {

// Of one call and its fiber.
class MessageSource {
 public:
  virtual ~MessageSource() = default;

  // The next message, valid until the next call; nothing once the caller has ended the stream.
  // Whoever does not ask holds the caller up: no more is taken in than the window of the
  // connection. Errors, after which nothing more comes:
  //   DEADLINE_EXCEEDED
  //   UNAVAILABLE  the stream broke off, so that what came may not be all
  //   BODY_TOO_LARGE, MALFORMED_REQUEST  of a message that cannot be taken at all
  virtual absl::StatusOr<absl::optional<absl::string_view>> Next(absl::Time deadline) = 0;
};

}  // namespace steward::rpc
