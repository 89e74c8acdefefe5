#pragma once

// Protobuf wire bytes to JSON (RFC 8259, proto3 JSON mapping), without message objects.

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/json/schema.h"

namespace steward::json {

class ReadMask;

struct PrintOptions {
  // Lists (not maps) without elements are printed as [], at any depth.
  bool empty_lists = false;
  // What of the message is printed; null: all of it.
  const ReadMask* mask = nullptr;
};

// Appends the message as canonical proto3 JSON: lowerCamelCase names, defaults of fields without
// presence left out, 64-bit integers as strings, enums by name (by number when they have none),
// bytes in base64, the forms of the well-known types; the content of an Any is looked up in the
// schema. Unknown fields are passed over. What occurs more than once merges as protobuf merges it.
//
// Errors: INTERNAL when the bytes are not an encoded message, hold text that is not UTF-8, a time
// out of range or a Value that is not finite, nest deeper than 100, or name an unknown type in an
// Any; `json` is then unchanged. Thread-safe.
absl::Status PrintJson(const MessageTable& table, absl::string_view wire, std::string* json,
                       const PrintOptions& options = {});

}  // namespace steward::json
