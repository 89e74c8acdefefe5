#pragma once

#include <string>

#include "absl/time/time.h"

namespace steward::observe {

// UUIDs of RFC 9562 in their usual lower-case form. Thread-safe; not for secrets (see random.h).

// Version 7: sorts by `time`, to 1/4096 ms (RFC 9562 §6.2 method 3). `time` since 1970.
std::string NewUuid7(absl::Time time);

// Version 4.
std::string NewUuid4();

}  // namespace steward::observe
