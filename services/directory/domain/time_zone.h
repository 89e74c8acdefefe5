#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace steward::directory {

// Whether it is the name of a time zone in the IANA database of this machine, such as
// "Europe/Berlin" or "UTC". Names of files and offsets such as "+01:00" are none. Thread-safe.
bool IsTimeZone(absl::string_view name);
// The same for the value of a field, such as "user.time_zone". Errors: INVALID_FIELD, unless it is
// empty.
absl::Status CheckTimeZone(absl::string_view field, absl::string_view name);

}  // namespace steward::directory
