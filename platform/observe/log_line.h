#pragma once

// One line of the log: a JSON object (RFC 8259) on one line. Thread-safe.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace steward::observe {

// kFatal: the process is about to end; the caller ends it.
enum class Level { kDebug, kInfo, kWarning, kError, kFatal };

// Text fields are clipped to this many code points, messages to four times as many.
inline constexpr size_t kFieldCharsMax = 256;

// A field of a line. Refers to its text: build it in the call to Log only.
class Field {
 public:
  using Value = std::variant<absl::string_view, int64_t, uint64_t, double, bool>;

  Field(absl::string_view name, absl::string_view text) : key(name), value(text) {}
  Field(absl::string_view name, std::string_view text)
      : key(name), value(absl::string_view(text.data(), text.size())) {}
  Field(absl::string_view name, const std::string& text)
      : key(name), value(absl::string_view(text)) {}
  Field(absl::string_view name, const char* text) : key(name), value(absl::string_view(text)) {}
  template <class Number, std::enable_if_t<std::is_arithmetic_v<Number>, int> = 0>
  Field(absl::string_view name, Number number) : key(name) {
    if constexpr (std::is_same_v<Number, bool>) {
      value = number;
    } else if constexpr (std::is_floating_point_v<Number>) {
      value = static_cast<double>(number);
    } else if constexpr (std::is_signed_v<Number>) {
      value = static_cast<int64_t>(number);
    } else {
      value = static_cast<uint64_t>(number);
    }
  }

  // Our own word, such as "request_id"; written as it is.
  absl::string_view key;
  // Numbers that JSON does not have (NaN, infinities) are written as null.
  Value value;
};

// Appends the line, with its line end, to `out`: ts (RFC 3339, UTC, microseconds), level, then
// `prefix` (members that are JSON already, such as "\"service\":\"ticket\"," or empty), msg and
// the fields.
void AppendLogLine(absl::Time time, Level level, absl::string_view prefix,
                   absl::string_view message, absl::Span<const Field> fields, std::string& out);

// Appends `text` as a JSON string: control characters escaped, bytes that are not UTF-8 replaced
// by U+FFFD, clipped after `chars_max` code points with an ellipsis.
void AppendJsonString(absl::string_view text, size_t chars_max, std::string& out);

}  // namespace steward::observe
