#pragma once

#include "absl/strings/string_view.h"
#include "services/notification/delivery/attempt.h"
#include "services/notification/store/delivery_store.h"

namespace steward::notification {

// The span of an attempt that ends now, below the call that made the event, whose traceparent this
// is; none where that is not recorded. It tells neither where the endpoint is nor what it answered.
// Thread-safe.
void RecordAttempt(const Claim& claim, absl::string_view trace_parent, const Outcome& outcome);

}  // namespace steward::notification
