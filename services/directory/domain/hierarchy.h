#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace steward::directory {

// Whether `name` may be put below `above`: the resource that its field `field` names, and all that
// stand above that one. Errors: REFERENCE_CYCLE when it is one of them. Thread-safe.
absl::Status CheckNoCycle(absl::string_view name, const std::vector<std::string>& above,
                          absl::string_view field);

}  // namespace steward::directory
