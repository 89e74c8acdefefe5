#pragma once

// Refusals of what is no JSON.

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace steward::json {

// Where a byte of a text stands. Both count from 1, columns in bytes.
struct Position {
  int line = 1;
  int column = 1;
};

// `offset` is at most the size of the text. Thread-safe, as all here.
Position PositionOf(absl::string_view text, size_t offset);

// Bytes before the first that is not UTF-8 (RFC 3629).
size_t ValidUtf8Prefix(absl::string_view text);

// MALFORMED_REQUEST of the member at `path`; empty: of the whole body. `text` has no full stop.
// `offset` is where in the body; nothing: nobody knows.
absl::Status Malformed(const std::string& path, absl::string_view text, absl::string_view body,
                       absl::optional<size_t> offset);

}  // namespace steward::json
