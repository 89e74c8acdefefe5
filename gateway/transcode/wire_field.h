#pragma once

// Looks into and adds to encoded messages, without decoding them.

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "gateway/transcode/routes.h"
#include "platform/json/wire.h"

namespace steward::gateway {

// Calls function(bytes) for each value of a string, bytes or message field, in their order. Broken
// bytes end it.
template <class Function>
void ForEachBytes(absl::string_view wire, int number, Function function) {
  json::WireCursor cursor(wire);
  while (!cursor.done()) {
    int at;
    json::WireType type;
    json::WireValue value;
    if (!cursor.ReadTag(&at, &type) || !cursor.ReadValue(at, type, &value)) break;
    if (at == number && type == json::WireType::kLengthDelimited) function(value.bytes);
  }
}

// The last value of a string, bytes or message field in an encoded message, if it is there. Broken
// bytes end the search.
absl::optional<absl::string_view> FindBytes(absl::string_view wire, int number);
// The same along a path.
absl::optional<absl::string_view> FindBytes(absl::string_view wire, const FieldPath& path);

// Whether a call may be sent again when its answer did not come: it reads only, or its encoded
// request has a request id.
bool IsRepeatable(const Method& method, absl::string_view wire);

// Appends the field at `path` with the value that `text` stands for (see json::ParseScalar), in
// submessages of their own: decoders merge those.
absl::Status AppendText(const FieldPath& path, absl::string_view text, std::string* wire);

// "ticket.name".
std::string PathText(const FieldPath& path);

}  // namespace steward::gateway
