#pragma once

#include "absl/strings/string_view.h"

namespace steward::resource {

// Number of Unicode code points of `text`, or -1 when it is not well-formed UTF-8 (RFC 3629: no
// overlong forms, no surrogates) or holds a NUL, which PostgreSQL cannot store. Thread-safe.
int CodePoints(absl::string_view text);

}  // namespace steward::resource
