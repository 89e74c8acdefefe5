#pragma once

// Ids of operations: "ticket-01kb4nzq6bd8n5w2xk3m7hrt0v", the service that has the operation, and
// 26 characters of Crockford's base 32 in lower case: 48 bits of time in milliseconds and 80 that
// are random. Those of one service sort by time. All functions are thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace steward::operations {

std::string NewOperationId(absl::string_view service, absl::Time now);

// The service, of an id or of the name of an operation ("operations/ticket-01kb…"); empty when it
// is none.
absl::string_view ServiceOf(absl::string_view id_or_name);

}  // namespace steward::operations
