#pragma once

// An HTTP request to the request message of its method, on wire bytes.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/http/message.h"
#include "gateway/transcode/routes.h"
#include "platform/json/parse.h"

namespace steward::gateway {

struct Transcoded {
  std::string wire;
  // If-Match was there: a stale etag is then a failed precondition of HTTP (412).
  bool conditional = false;
  // Fields of the resource that a merge patch has members for.
  std::vector<std::string> given;
};

// Body, then path, then query, then headers. Every conflict between them is an error. The update
// mask of a body of the type application/merge-patch+json is its members (RFC 7396); another is
// INVALID_UPDATE_MASK.
absl::StatusOr<Transcoded> TranscodeRequest(const Route& route, const Target& target,
                                            const HttpRequest& request, const json::Limits& limits);

// Of a method whose requests are a stream: the message that comes first, with what path, query and
// headers say, and a line of the body as a message after it.
absl::StatusOr<Transcoded> TranscodeUploadHead(const Route& route, const Target& target,
                                               const HttpRequest& request);
absl::StatusOr<std::string> TranscodeUploadLine(const Route& route, absl::string_view line,
                                                const json::Limits& limits);

// Content-Type must be JSON in UTF-8, or a media type of the raw body, or lines of JSON where
// requests are a stream, where a body is expected, and there must be no body where none is.
// UNSUPPORTED_MEDIA_TYPE, which names those in the metadata "accepted", MALFORMED_REQUEST.
absl::Status CheckContentType(const Route& route, const HttpRequest& request);

// Whether Accept allows the media type, such as "application/json".
bool Accepts(absl::string_view accept, absl::string_view media_type);

}  // namespace steward::gateway
