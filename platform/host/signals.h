#pragma once

#include "absl/time/time.h"

namespace steward::host {

// Keeps SIGTERM and SIGINT from all threads that are started later; ignores SIGPIPE.
void BlockSignals();

// Sleeps, but not over a SIGTERM or SIGINT: true as soon as there is one, which then counts as
// received.
bool SleepUnlessSignalled(absl::Duration pause);

// Waits for SIGTERM or SIGINT. A second one ends the process at once, with code 143.
void AwaitSignal();

}  // namespace steward::host
