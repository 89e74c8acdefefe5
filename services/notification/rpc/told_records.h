#pragma once

// Who may make this service tell of records: it reads them by its own right, so whoever says whom
// it tells, or in which words, needs the right to read them. All functions are thread-safe.

#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "platform/call/call.h"

namespace steward::notification {

// OK when the caller may read every record of the tenant that events of these types are about, such
// as by "tickets.get" in the scope kTenant. Of types that are none nothing is told, so they take
// nothing. Errors: PERMISSION_DENIED.
absl::Status CheckMayRead(const Call& call, absl::Span<const std::string> event_types);

}  // namespace steward::notification
