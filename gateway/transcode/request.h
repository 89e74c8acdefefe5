#pragma once

// An HTTP request to the request message of its method, on wire bytes.

#include <string>

#include "absl/status/statusor.h"
#include "gateway/http/message.h"
#include "gateway/transcode/routes.h"

namespace steward::gateway {

struct Transcoded {
  std::string wire;
  // If-Match was there: a stale etag is then a failed precondition of HTTP (412).
  bool conditional = false;
};

// Body, then path, then query, then headers. Every conflict between them is an error.
absl::StatusOr<Transcoded> TranscodeRequest(const Route& route, const Target& target,
                                            const HttpRequest& request);

// Content-Type must be JSON in UTF-8, or a media type of the raw body, where a body is expected,
// and there must be no body where none is. UNSUPPORTED_MEDIA_TYPE, MALFORMED_REQUEST.
absl::Status CheckContentType(const Route& route, const HttpRequest& request);

// Whether Accept allows the media type, such as "application/json".
bool Accepts(absl::string_view accept, absl::string_view media_type);

}  // namespace steward::gateway
