#pragma once

// Typed values of what clients write in filters.

#include <string>

#include "absl/types/optional.h"
#include "google/protobuf/descriptor.h"
#include "platform/resource/columns.h"
#include "platform/resource/sql.h"

namespace steward::resource {

// The parameter for a column of `type`; nothing when `text` is not such a value. Forms: decimal
// numbers, true and false, RFC 3339 timestamps of the years 1 to 9999, durations such as "1.5s",
// names of values of `enum_type`. Thread-safe.
absl::optional<Value> ParseLiteral(const std::string& text, Column::Type type,
                                   const google::protobuf::EnumDescriptor* enum_type);

// What a client should have written: "a whole number", "one of NEW, CLOSED" …
std::string ExpectedLiteral(Column::Type type, const google::protobuf::EnumDescriptor* enum_type);

}  // namespace steward::resource
