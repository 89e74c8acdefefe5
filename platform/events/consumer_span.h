#pragma once

// The spans of a consumer: an event that it handled, below the call that the event came of. Inside
// platform/events only.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/events/consumer_store.h"

namespace steward::events {

// Of events that were applied, or parked because of `status`, since `start`; `consumer` follows
// `producer`. Those that `known` names as consumed or parked already are left out.
void RecordHandled(const std::string& consumer, const std::string& producer,
                   const std::vector<Batch>& batches, const Known& known, absl::Time start,
                   const absl::Status& status);

}  // namespace steward::events
