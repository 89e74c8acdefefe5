#pragma once

// Values in SCIM filters: JSON's strings, numbers, true, false and null. Thread-safe.

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "services/directory/scim/filter.h"

namespace steward::directory::scim {

// The value at `*at`, which then stands behind it. Nothing when there is none, or the string holds
// what is not UTF-8, a control character, or NUL.
absl::optional<Literal> TakeLiteral(absl::string_view text, size_t* at);

}  // namespace steward::directory::scim
