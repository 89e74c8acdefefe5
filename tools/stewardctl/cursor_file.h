#pragma once

// The place in the stream of changes, kept in a file.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::ctl {

// Empty when there is no file yet. Errors: LOCAL.
absl::StatusOr<std::string> ReadCursor(const std::string& path);
// Readers find the place before or this one, also when the process is killed. Errors: LOCAL.
absl::Status WriteCursor(const std::string& path, absl::string_view cursor);

}  // namespace steward::ctl
