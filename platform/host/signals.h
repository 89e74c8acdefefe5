#pragma once

namespace steward::host {

// Keeps SIGTERM and SIGINT from all threads that are started later; ignores SIGPIPE.
void BlockSignals();

// Waits for SIGTERM or SIGINT. A second one ends the process at once, with code 143.
void AwaitSignal();

}  // namespace steward::host
