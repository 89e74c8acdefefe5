#pragma once

// The JSON form of google.protobuf.FieldMask: "title,holdReason". Thread-safe.

#include "absl/strings/string_view.h"
#include "platform/json/buffer.h"

namespace steward::json {

// Appends the message's fields: one path each, from camelCase to snake_case ("a_b.c"). Snake case
// is accepted too, and "*". Paths are letters, digits, '_' and '.'; empty ones are refused. An
// empty text is an empty mask.
bool ParseFieldMask(absl::string_view text, Buffer* wire);
// One path, from snake_case to camelCase, without quotes.
void PrintFieldMaskPath(absl::string_view path, Buffer* out);

}  // namespace steward::json
