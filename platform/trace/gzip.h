#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace steward::trace {

// Compressed (RFC 1952) at the level that costs least. Empty when that fails. Thread-safe.
std::string Gzip(absl::string_view bytes);

}  // namespace steward::trace
