#pragma once

// The types of the events that people can be told of (shipped/event_types.json). Pure functions,
// thread-safe.

#include <string>

#include "absl/strings/string_view.h"

namespace steward::notification {

bool IsEventOfOthers(absl::string_view event_type);

// The type that is written most like this text; empty when none is much like it.
std::string NearestEventType(absl::string_view text);

}  // namespace steward::notification
