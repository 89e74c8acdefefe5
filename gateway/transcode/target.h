#pragma once

// Splits the target of a request, strictly: what one server could read as another path than the
// next is refused rather than repaired.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::gateway {

struct Target {
  // Segments between slashes, decoded; the last without its verb.
  std::vector<std::string> segments;
  // What follows the last unescaped ':' of the last segment; empty: none.
  std::string verb;
  // Names and values, decoded, in order.
  std::vector<std::pair<std::string, std::string>> query;
};

// MALFORMED_REQUEST for bad escapes, control characters, NUL, bytes that are not UTF-8 (overlong
// forms included), backslashes, escaped slashes, empty segments, "." and "..", and for more than 64
// segments or 256 query parameters.
absl::StatusOr<Target> ParseTarget(absl::string_view target);

// Path part of a target, for logs and problem documents.
absl::string_view PathOf(absl::string_view target);

// Whether the bytes are UTF-8 by RFC 3629.
bool IsUtf8(absl::string_view bytes);

}  // namespace steward::gateway
