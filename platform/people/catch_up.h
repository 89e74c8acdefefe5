#pragma once

// What this service does before it takes what it knows of another for the last word.

#include <algorithm>
#include <functional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "platform/call/call.h"
#include "platform/status/errors.h"

namespace steward::people {

// Of events::Consumer.
using CatchUp = std::function<absl::Status(absl::string_view tenant, absl::Time deadline)>;

// Longer than this nobody waits for the other service.
inline constexpr absl::Duration kCatchUpTime = absl::Seconds(2);

// OK when everything is known here that the other one knew when it was asked. Errors: UNAVAILABLE.
inline absl::Status CatchUpFor(const Call& call, const CatchUp& catch_up) {
  const absl::Status status =
      catch_up(call.tenant, std::min(call.deadline, absl::Now() + kCatchUpTime));
  return status.ok() ? status : errors::Unavailable(errors::LogText(status));
}

}  // namespace steward::people
