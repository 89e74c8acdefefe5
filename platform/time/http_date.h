#pragma once

// Dates in headers of HTTP (RFC 9110 §5.6.7).

#include <string>

#include "absl/time/time.h"

namespace steward {

// "Sun, 06 Nov 1994 08:49:37 GMT".
inline std::string HttpDate(absl::Time time) {
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", time, absl::UTCTimeZone());
}

}  // namespace steward
