#pragma once

// Looks into encoded messages without parsing what nobody looks at. Stateless.

#include "absl/strings/string_view.h"

namespace steward::access {

// Whether an encoded message has the field `number` at its top. True as well when the bytes are
// broken: whoever asks looks closer then.
bool HoldsField(absl::string_view message, int number);

// The same of each message of the repeated field `items`; other fields are passed over.
bool AnyHoldsField(absl::string_view list, int items, int number);

}  // namespace steward::access
