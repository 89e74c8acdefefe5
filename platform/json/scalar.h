#pragma once

// Single values from text to the wire, without their tag. Each returns null when it succeeded, else
// why not, in words that do not repeat the text and live as long as the schema; the buffer may then
// hold a part. Thread-safe.

#include "absl/strings/string_view.h"
#include "platform/json/buffer.h"
#include "platform/json/schema.h"

namespace steward::json {

using Problem = const char*;

// `token` is a JSON value that is neither string, object, list nor null, as it stands in the body.
// `field` is of any type but message.
Problem AppendToken(const FieldTable& field, absl::string_view token, Buffer* wire);

// `text` is a JSON string without quotes and escapes, valid UTF-8 without NUL: strings, bytes,
// enums by name, and 64-bit integers.
Problem AppendString(const FieldTable& field, absl::string_view text, Buffer* wire);

// `text` is a key of a map, a path or a query parameter: any type but message, integers in their
// one canonical form, valid UTF-8 without NUL.
Problem AppendText(const FieldTable& field, absl::string_view text, Buffer* wire);

// google.protobuf.Timestamp, Duration or FieldMask from its JSON form: the message's fields.
Problem AppendWellKnown(WellKnown kind, absl::string_view text, Buffer* wire);

// Neither NUL nor anything but UTF-8.
bool IsCleanText(absl::string_view text);

}  // namespace steward::json
