#pragma once

// The response message of a method to an HTTP answer.

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/http/message.h"
#include "gateway/transcode/read_mask.h"
#include "gateway/transcode/routes.h"
#include "platform/caller/caller.h"

namespace steward::gateway {

// JSON of the message, as far as it is `shown`, with its lists also where they are empty, on one
// line; ETag when it has an etag, and 304 when If-None-Match names it, after ETAG_MISMATCH when
// If-Match does not; Link rel=next when there is a next page; Location of what was created; 204
// without a body for a change whose client prefers return=minimal; Idempotency-Replayed and
// Steward-Event-Type as the service says. A raw answer is sent as it is, with status, ETag and
// Location, as the first media type of the method that the client accepts.
absl::StatusOr<HttpAnswer> TranscodeReply(const Route& route, const HttpRequest& request,
                                          const rpc::Reply& reply,
                                          const ShownFields& shown = nullptr);

// The target with its page token replaced, as a Link (RFC 8288).
std::string NextLink(absl::string_view target, absl::string_view page_token);

}  // namespace steward::gateway
