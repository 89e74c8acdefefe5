#pragma once

// A stream of requests that comes as lines of JSON (application/x-ndjson): each goes on as it
// arrives, no faster than the service takes it, so that memory stays that of a line however long
// the body is. For every method whose requests are a stream.

#include <memory>

#include "gateway/entrance/call_times.h"
#include "gateway/rest/request_scope.h"
#include "platform/caller/caller.h"

namespace steward::gateway {

struct UploadLimits {
  // Of the body, and of a line of it, in bytes.
  size_t body_max, line_max;
  json::Limits json;
};

// Answers an admitted request with what the service answers in the end: `answer` takes it. A line
// that is no request breaks the upload off, as does a client that goes away before the body ended:
// the service is never told then that the stream is whole. An error of a line names it in its text.
absl::Status StartUpload(rpc::Caller& caller, rpc::Outgoing outgoing,
                         std::shared_ptr<RequestScope> scope, const UploadLimits& limits,
                         std::function<void(rpc::Reply&)> answer);

}  // namespace steward::gateway
