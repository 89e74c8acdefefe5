#pragma once

// gRPC-Web on the wire (github.com/grpc/grpc, doc/PROTOCOL-WEB.md): messages and trailers in frames
// of one byte of flags and four of length, over HTTP/1.1, as they are or in base64. Pure functions.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/http/message.h"
#include "google/rpc/status.pb.h"

namespace steward::gateway {

enum class WebFormat {
  kNone,
  // application/grpc-web and application/grpc-web+proto.
  kBinary,
  // application/grpc-web-text and application/grpc-web-text+proto.
  kText,
};

// By its Content-Type; kNone for what is no gRPC-Web request.
WebFormat WebFormatOf(const HttpRequest& request);
// Content-Type of answers.
absl::string_view WebContentType(WebFormat format);

// The one message of a request. MALFORMED_REQUEST when it is not exactly one, UNIMPLEMENTED with
// METHOD_NOT_IMPLEMENTED when it is compressed.
absl::StatusOr<std::string> ReadWebMessage(WebFormat format, absl::string_view body);
// How long the call may take, of the header grpc-timeout; infinite without one. MALFORMED_REQUEST.
absl::StatusOr<absl::Duration> ReadWebTimeout(absl::string_view header);

// A message, and what ends a call: its status, with details, and metadata by lower-case names.
std::string WebMessage(WebFormat format, absl::string_view message);
std::string WebTrailers(WebFormat format, const google::rpc::Status& status,
                        const std::vector<std::pair<std::string, std::string>>& metadata);

}  // namespace steward::gateway
