#pragma once

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "steward/lifecycle/v1/lifecycle.pb.h"

namespace steward::lifecycle {

// OK when the document is sound: every state is a value of `states`, named once, and has a
// category; the initial state and those of the transitions exist; no state has two transitions
// for one action; transitions of one action share their event type; every state can be reached
// from the initial one; there is a terminal state, every other state leads to one, and none leads
// on. Errors: INTERNAL with the first fault in the log text. Thread-safe.
absl::Status Lint(const v1::Lifecycle& document, const google::protobuf::EnumDescriptor* states);

}  // namespace steward::lifecycle
