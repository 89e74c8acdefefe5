#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "platform/json/schema.h"

namespace steward::json {

// An encoded message is normal when its known fields come in the order of their numbers, those that
// are not repeated once, and of each oneof one. Only the message itself counts, not those within.
// False also when the bytes are broken.
bool IsNormal(const MessageTable& table, absl::string_view wire);

// Appends the normal form: the last scalar wins, messages merge, the last member of a oneof wins,
// unknown fields are left out. False: the bytes are broken.
bool Normalize(const MessageTable& table, absl::string_view wire, std::string* normal);

}  // namespace steward::json
