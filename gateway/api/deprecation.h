#pragma once

// What callers of a method are told that should not be used any more. Pure functions.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "steward/options/v1/options.pb.h"

namespace steward::gateway {

// Header name, which is written the same in metadata but for its case, and value.
using Notices = std::vector<std::pair<std::string, std::string>>;

// Deprecation (RFC 9745), Sunset (RFC 8594) when there is one, and where to read on. Empty for a
// method that is not deprecated. INVALID_ARGUMENT for times that are none or in the wrong order,
// and when only one of the options says that the method is deprecated.
absl::StatusOr<Notices> NoticesOf(bool deprecated, const options::v1::MethodRules& rules);

}  // namespace steward::gateway
