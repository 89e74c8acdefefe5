#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace steward::errors {

// What the ErrorInfo of an error says under `key`; empty when it has none. Thread-safe.
std::string MetadataOf(const absl::Status& status, absl::string_view key);

}  // namespace steward::errors
