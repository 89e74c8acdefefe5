#pragma once

// The HTTP status of an error. Thread-safe.

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace steward::errors {

// By reason where one needs a status of its own, else by code. `conditional`: the request had
// If-Match, so that a stale etag is a failed precondition.
int HttpStatus(absl::StatusCode code, absl::string_view reason, bool conditional);

// "INVALID_ARGUMENT".
absl::string_view CodeName(absl::StatusCode code);

}  // namespace steward::errors
