#pragma once

// The head of a call as it comes in, field by field, at whichever door.

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "platform/rpc/incoming.h"

namespace steward::rpc {

// What gRPC calls its media type; subtypes begin with it, too.
inline constexpr char kContentType[] = "application/grpc";

class RequestHead {
 public:
  // `limit`: bytes of names and values that a call may bring.
  explicit RequestHead(size_t limit) : limit_(limit), came_(absl::Now()) {}

  void Take(absl::string_view name, absl::string_view value);
  // RESOURCE_EXHAUSTED HEADERS_TOO_LARGE: it had more than the limit, of which nothing was kept.
  absl::Status CheckSize() const;
  // Decodes values of names that end in "-bin"; false when one is not base64.
  bool DecodeBinary();

  bool is_grpc() const;
  // "grpc-timeout" is none.
  bool has_bad_timeout() const { return has_bad_timeout_; }
  absl::Time came() const { return came_; }
  const std::string& path() const { return path_; }
  // "grpc-encoding"; empty when there is none.
  const std::string& encoding() const { return encoding_; }
  // All other fields, and until when the caller waits.
  Incoming& incoming() { return incoming_; }
  const Incoming& incoming() const { return incoming_; }

 private:
  const size_t limit_;
  const absl::Time came_;
  size_t bytes_ = 0;
  bool has_bad_timeout_ = false;
  std::string path_, content_type_, encoding_;
  Incoming incoming_;
};

}  // namespace steward::rpc
