#pragma once

// Appends lines to a file, on disk when it returns.

#include <string>

#include "absl/status/status.h"

namespace steward::audit {

// Blocks as long as the file system does. Lines are only ever appended (O_APPEND), in one call, so
// that those of other processes stand before or after all of them; behind a line that was cut off a
// new one begins. Makes the file where there is none; without `lines` it only finds out whether it
// can be opened. UNAVAILABLE when it cannot be written. Thread-safe.
absl::Status AppendLines(const std::string& path, std::string lines);

}  // namespace steward::audit
