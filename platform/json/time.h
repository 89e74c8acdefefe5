#pragma once

// The JSON forms of google.protobuf.Timestamp and google.protobuf.Duration. Thread-safe.

#include <cstdint>

#include "absl/strings/string_view.h"
#include "platform/json/buffer.h"

namespace steward::json {

// The two fields that both messages have.
struct SecondsAndNanos {
  int64_t seconds = 0;
  int32_t nanos = 0;
};

// RFC 3339 with a zone ("Z" or an offset) and up to 9 digits of a second: real dates of the years
// 0001 to 9999 in UTC, upper case, no leap second.
bool ParseTimestamp(absl::string_view text, SecondsAndNanos* time);
// Decimal seconds with up to 9 digits after the point and an "s", at most 10,000 years either way.
bool ParseDuration(absl::string_view text, SecondsAndNanos* time);

// In quotes, with 0, 3, 6 or 9 digits after the point. False: out of range.
bool PrintTimestamp(const SecondsAndNanos& time, Buffer* out);
bool PrintDuration(const SecondsAndNanos& time, Buffer* out);

}  // namespace steward::json
